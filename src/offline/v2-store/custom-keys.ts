import { argumentBytes } from '../../base/arguments.ts'
import { quote } from '../../go/quote.ts'
import { readV2Store, type StorePlace } from './read-store.ts'
import type { TreeNode } from './tree.ts'

/**
 * A line for each key of the v2 API in a member's store, with the size of its value, and for each empty directory: hidden ones too, and
 * users and roles of v2 authentication. Throws as `readV2Store` does.
 */
export function customKeyLines(place: StorePlace): string[] {
  const { tree } = readV2Store(place)
  const lines: string[] = []
  const visit = (node: TreeNode, path: string): void => {
    const names = [...(node.children?.keys() ?? [])]
    if (names.length === 0) lines.push(lineOf(node, path))
    for (const name of names.sort()) {
      const child = node.children?.get(name)
      if (child !== undefined) visit(child, `${path}/${name}`)
    }
  }
  for (const [name, child] of tree.root.children ?? []) {
    // the folder of etcd itself, and those that are always there
    if (name === '0' || child.children?.size === 0) continue
    visit(child, name === '1' ? '' : `/${name}`)
  }
  return lines
}

function lineOf({ children, value, expires }: TreeNode, path: string): string {
  const what = children === undefined ? bytesText(argumentBytes(value).length) : 'an empty directory'
  return `${quote(argumentBytes(path))}: ${what}${expires === undefined ? '' : ', with a time to live'}`
}

function bytesText(count: number): string {
  return count === 1 ? '1 byte' : `${count} bytes`
}
