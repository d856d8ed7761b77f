import { argumentBytes } from '../../base/arguments.ts'
import { compareBytes } from '../bytes.ts'
import type { TreeNode } from './tree.ts'

export interface ListedNode {
  readonly key: string
  readonly node: TreeNode
  /** It, or a directory above it, has a time to live. */
  readonly isExpiring: boolean
}

export interface Listing {
  /** Each directory before what is in it, and that in the order of the names. */
  readonly nodes: readonly ListedNode[]
  /** Paths of what begins with `_`, which no listing shows; what is below is not counted. */
  readonly hidden: readonly string[]
}

/** A node and all below it, as a listing shows them; `key` is what the path of the node itself is to be. */
export function listNodes(top: TreeNode, key: string): Listing {
  const nodes: ListedNode[] = []
  const hidden: string[] = []
  const visit = (node: TreeNode, path: string, isBelowExpiring: boolean): void => {
    const isExpiring = isBelowExpiring || node.expires !== undefined
    nodes.push({ key: path, node, isExpiring })
    for (const [name, child] of sorted(node.children)) {
      const below = path === '/' ? `/${name}` : `${path}/${name}`
      if (name.startsWith('_')) hidden.push(below)
      else visit(child, below, isExpiring)
    }
  }
  visit(top, key, false)
  return { nodes, hidden }
}

function sorted(children: TreeNode['children'] = new Map()): (readonly [name: string, child: TreeNode])[] {
  const named = [...children].map(([name, child]) => ({ name, child, bytes: argumentBytes(name) }))
  return named.sort((a, b) => compareBytes(a.bytes, b.bytes)).map(({ name, child }) => [name, child])
}
