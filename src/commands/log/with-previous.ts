import { latin1 } from '../../base/bytes.ts'
import type { Change } from '../../source/source.ts'

/** So many changes wait for an older one of their key. */
const mostWaiting = 20_000
const mostBytes = 16 * 1024 * 1024

interface Waiting {
  change: Change
  isReady: boolean
}

/**
 * The changes with what was there before, as far as the next older change of the key comes soon enough; the order stays. A source may have
 * told it already.
 */
export async function* withPrevious(changes: AsyncIterable<Change>): AsyncGenerator<Change, void, undefined> {
  const queue: Waiting[] = []
  const newer = new Map<string, Waiting>()
  let bytes = 0
  for await (const change of changes) {
    const name = latin1(change.kv.key)
    const behind = newer.get(name)
    if (behind !== undefined) {
      behind.change = { ...behind.change, previous: change.kind === 'put' ? change.kv : undefined }
      behind.isReady = true
    }
    const waiting = { change, isReady: change.previous !== undefined || isFirst(change) }
    newer.set(name, waiting)
    queue.push(waiting)
    bytes += sizeOf(change)
    for (let head = queue[0]; head !== undefined; head = queue[0]) {
      if (!head.isReady && queue.length < mostWaiting && bytes < mostBytes) break
      queue.shift()
      bytes -= sizeOf(head.change)
      if (newer.get(latin1(head.change.kv.key)) === head) newer.delete(latin1(head.change.kv.key))
      yield head.change
    }
  }
  for (const { change } of queue) yield change
}

function isFirst({ kind, kv }: Change): boolean {
  return kind === 'put' && kv.version === 1n
}

function sizeOf({ kv }: Change): number {
  return kv.key.length + kv.value.length
}
