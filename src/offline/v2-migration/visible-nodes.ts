import { argumentBytes } from '../../base/arguments.ts'
import { jsonString } from '../../go/json.ts'
import { compareBytes } from '../bytes.ts'
import { secondsTo, timeText } from '../v2-store/time.ts'
import type { TreeNode, V2Tree } from '../v2-store/tree.ts'

/** A node below the users' root; `key` is its path from there on. */
export interface VisibleNode {
  readonly key: string
  readonly node: TreeNode
  /** It, or a directory above it, has a time to live. */
  readonly isExpiring: boolean
}

export interface VisibleNodes {
  /** Each directory before what is in it, and that in the order of the names. */
  readonly nodes: readonly VisibleNode[]
  /** Paths of what begins with `_`, which no listing shows; what is below is not counted. */
  readonly hidden: readonly string[]
}

const usersRoot = '/1'

/** The users' nodes as a listing of all of them shows them; undefined when the store has none. */
export function visibleNodes(tree: V2Tree): VisibleNodes | undefined {
  const root = tree.find(usersRoot)
  if (root === undefined) return undefined
  const nodes: VisibleNode[] = []
  const hidden: string[] = []
  const visit = (node: TreeNode, key: string, isBelowExpiring: boolean): void => {
    const isExpiring = isBelowExpiring || node.expires !== undefined
    nodes.push({ key: key === '' ? '/' : key, node, isExpiring })
    for (const [name, child] of sorted(node.children)) {
      if (name.startsWith('_')) hidden.push(`${key}/${name}`)
      else visit(child, `${key}/${name}`, isExpiring)
    }
  }
  visit(root, '', false)
  return { nodes, hidden }
}

function sorted(children: TreeNode['children'] = new Map()): (readonly [name: string, child: TreeNode])[] {
  const named = [...children].map(([name, child]) => ({ name, child, bytes: argumentBytes(name) }))
  return named.sort((a, b) => compareBytes(a.bytes, b.bytes)).map(({ name, child }) => [name, child])
}

/** The node as the original writes it to a transformer. `now` is in nanoseconds since 1970. */
export function nodeJson({ key, node }: VisibleNode, now: bigint): string {
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
