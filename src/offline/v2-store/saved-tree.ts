import { CliError } from '../../base/errors.ts'
import { parseTime } from './time.ts'
import { type TreeNode, V2Tree } from './tree.ts'

/** The tree in the data of a `.snap` file. Throws a CliError for anything else. */
export function savedTree(data: Uint8Array): V2Tree {
  const store = parsed(data)
  return new V2Tree(nodeFrom(fieldOf(store, 'Root'), '', undefined), indexFrom(fieldOf(store, 'CurrentIndex')))
}

function parsed(data: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(data).toString())
  } catch (error) {
    throw new CliError('snap: the v2 store cannot be read', undefined, { cause: error })
  }
}

function nodeFrom(json: unknown, name: string, parent: TreeNode | undefined): TreeNode {
  const saved = fieldOf(json, 'Children')
  const children = typeof saved === 'object' && saved !== null ? new Map<string, TreeNode>() : undefined
  const node = {
    path: textFrom(fieldOf(json, 'Path')),
    name,
    parent,
    created: indexFrom(fieldOf(json, 'CreatedIndex')),
    modified: indexFrom(fieldOf(json, 'ModifiedIndex')),
    value: textFrom(fieldOf(json, 'Value')),
    expires: expiryFrom(textFrom(fieldOf(json, 'ExpireTime'))),
    children,
  }
  for (const [childName, child] of Object.entries(saved ?? {}))
    children?.set(childName, nodeFrom(child, childName, node))
  return node
}

/** Throws a CliError for what is no object. */
function fieldOf(json: unknown, name: string): unknown {
  if (typeof json !== 'object' || json === null) throw new CliError('snap: the v2 store has no tree')
  return (json as Readonly<Record<string, unknown>>)[name]
}

function textFrom(json: unknown): string {
  if (typeof json === 'string') return json
  throw new CliError('snap: the v2 store has a node without a path, a value or a time')
}

/** Indexes count the changes of a cluster: none comes to where a number is not exact. */
function indexFrom(json: unknown): bigint {
  if (typeof json === 'number' && Number.isSafeInteger(json) && json >= 0) return BigInt(json)
  throw new CliError('snap: the v2 store has a node without an index')
}

function expiryFrom(text: string): bigint | undefined {
  if (text.startsWith('0001-01-01T00:00:00')) return undefined
  const time = parseTime(text)
  if (time === undefined) throw new CliError('snap: the v2 store has a node with a time that cannot be read')
  return time
}
