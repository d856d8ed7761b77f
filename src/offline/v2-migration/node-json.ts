import { jsonString } from '../../go/json.ts'
import type { ListedNode } from '../v2-store/listed-nodes.ts'
import { secondsTo, timeText } from '../v2-store/time.ts'

/** The node as the original writes it to a transformer. `now` is in nanoseconds since 1970. */
export function nodeJson({ key, node }: ListedNode, now: bigint): string {
  const { value, expires, modified, created, children } = node
  const ttl = expires === undefined ? 0n : secondsTo(expires, now)
  const fields = [
    `"key":${jsonString(key, 'go1.22')}`,
    children === undefined ? `"value":${jsonString(value, 'go1.22')}` : '"dir":true',
    ...(expires === undefined ? [] : [`"expiration":"${timeText(expires)}"`]),
    ...(ttl === 0n ? [] : [`"ttl":${ttl}`]),
    ...(modified === 0n ? [] : [`"modifiedIndex":${modified}`]),
    ...(created === 0n ? [] : [`"createdIndex":${created}`]),
  ]
  return `{${fields.join(',')}}`
}
