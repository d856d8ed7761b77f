import { cleanPath, splitPath } from './path.ts'

/** A key, or a directory when it has children. Texts hold bytes that are not UTF-8 as lone surrogates. */
export interface TreeNode {
  readonly path: string
  readonly name: string
  readonly parent: TreeNode | undefined
  readonly created: bigint
  modified: bigint
  value: string
  /** Nanoseconds since 1970; undefined for what stays. */
  expires: bigint | undefined
  readonly children: Map<string, TreeNode> | undefined
}

/** What a write puts into a node. */
export interface Content {
  readonly value: string
  readonly expires: bigint | undefined
  /** The value stays, and only the time changes. */
  readonly isRefresh: boolean
}

/** What a node must be like for a change; an empty value and index 0 compare with nothing. */
export interface Condition {
  readonly value: string
  readonly index: bigint
}

/** `/` and the folders of etcd itself and of the users' keys, which no request takes away. */
const readOnly: ReadonlySet<string> = new Set(['/', '/0', '/1'])

/** 2000-01-01: a key that is made with an earlier time stays (3.0 to 3.5). */
const earliestExpiry = 946_684_800_000_000_000n

/**
 * The tree of the v2 API, changed as a server changes it (3.0 to 3.5). Every change takes the next index; a method returns false
 * when a server refuses the change, which then takes none.
 */
export class V2Tree {
  readonly root: TreeNode
  index: bigint
  private readonly expiring = new Set<TreeNode>()
  /** No node expires before. */
  private earliest: bigint | undefined

  constructor(root: TreeNode = newNode({ path: '/', parent: undefined, index: 0n, isDirectory: true }), index = 0n) {
    this.root = root
    this.index = index
    this.recover(root)
  }

  find(path: string): TreeNode | undefined {
    let node: TreeNode | undefined = this.root
    for (const name of splitPath(cleanPath(path))) node = node?.children?.get(name)
    return node
  }

  set(path: string, content: Content, isDirectory = false): boolean {
    const before = this.find(path)
    if (content.isRefresh && before === undefined) return false
    const value = content.isRefresh ? (before?.value ?? '') : content.value
    return this.put(path, { value, expires: content.expires, isDirectory, replaces: true })
  }

  /** With `isInOrder` under a name that is the index. */
  create(path: string, content: Content, { isDirectory = false, isInOrder = false } = {}): boolean {
    const place = isInOrder ? `${path}/${String(this.index + 1n).padStart(20, '0')}` : path
    return this.put(place, { value: content.value, expires: content.expires, isDirectory, replaces: false })
  }

  /** A directory takes a new time only. */
  update(path: string, { value, expires, isRefresh }: Content): boolean {
    const node = this.changeable(path)
    if (node === undefined || (node.children !== undefined && value !== '')) return false
    this.index += 1n
    if (node.children === undefined) {
      if (!isRefresh) node.value = value
      node.modified = this.index
    }
    this.expire(node, expires)
    return true
  }

  compareAndSwap(path: string, condition: Condition, { value, expires, isRefresh }: Content): boolean {
    const node = this.changeable(path)
    if (node === undefined || !fits(node, condition)) return false
    this.index += 1n
    if (!isRefresh) node.value = value
    node.modified = this.index
    this.expire(node, expires)
    return true
  }

  delete(path: string, { isDirectory, isRecursive }: { isDirectory: boolean; isRecursive: boolean }): boolean {
    const node = this.changeable(path)
    if (node === undefined) return false
    if (node.children !== undefined && !isDirectory && !isRecursive) return false
    if (node.children !== undefined && node.children.size > 0 && !isRecursive) return false
    this.remove(node)
    this.index += 1n
    return true
  }

  compareAndDelete(path: string, condition: Condition): boolean {
    const node = this.find(path)
    if (node === undefined || !fits(node, condition)) return false
    this.remove(node)
    this.index += 1n
    return true
  }

  /** Removes all that expires at `now` or before, the earliest first; each takes an index. */
  removeExpired(now: bigint): void {
    if (this.earliest === undefined || this.earliest > now) return
    const due = [...this.expiring].filter(({ expires }) => expires !== undefined && expires <= now)
    due.sort((a, b) => Number((a.expires ?? 0n) - (b.expires ?? 0n)))
    for (const node of due) {
      // it may have gone with a directory
      if (!this.expiring.has(node)) continue
      this.remove(node)
      this.index += 1n
    }
    this.earliest = undefined
    for (const { expires } of this.expiring) this.seeExpiry(expires)
  }

  private changeable(path: string): TreeNode | undefined {
    return readOnly.has(cleanPath(path)) ? undefined : this.find(path)
  }

  private put(path: string, { value, expires, isDirectory, replaces }: NewContent): boolean {
    const names = splitPath(cleanPath(path))
    const name = names.pop()
    if (name === undefined || readOnly.has(cleanPath(path))) return false
    const parent = this.directory(names)
    const children = parent?.children
    const before = children?.get(name)
    if (children === undefined || (before !== undefined && (!replaces || before.children !== undefined))) return false
    if (before !== undefined) this.remove(before)
    this.index += 1n
    const node = newNode({ path: cleanPath(path), parent, index: this.index, isDirectory })
    if (!isDirectory) node.value = value
    children.set(name, node)
    this.expire(node, expires !== undefined && expires < earliestExpiry ? undefined : expires)
    return true
  }

  /** Makes what is missing of a directory, with the index of the change; undefined where a key is in the way. */
  private directory(names: readonly string[]): TreeNode | undefined {
    let parent = this.root
    for (const name of names) {
      const children: Map<string, TreeNode> | undefined = parent.children
      if (children === undefined) return undefined
      const path = parent.path === '/' ? `/${name}` : `${parent.path}/${name}`
      const child = children.get(name) ?? newNode({ path, parent, index: this.index + 1n, isDirectory: true })
      children.set(name, child)
      parent = child
    }
    return parent
  }

  private expire(node: TreeNode, expires: bigint | undefined): void {
    node.expires = expires
    if (expires === undefined) this.expiring.delete(node)
    else this.expiring.add(node)
    this.seeExpiry(expires)
  }

  private seeExpiry(expires: bigint | undefined): void {
    if (expires !== undefined && (this.earliest === undefined || expires < this.earliest)) this.earliest = expires
  }

  private remove(node: TreeNode): void {
    node.parent?.children?.delete(node.name)
    this.forget(node)
  }

  private forget(node: TreeNode): void {
    this.expiring.delete(node)
    for (const child of node.children?.values() ?? []) this.forget(child)
  }

  private recover(node: TreeNode): void {
    if (node.expires !== undefined) this.expire(node, node.expires)
    for (const child of node.children?.values() ?? []) this.recover(child)
  }
}

interface NewContent extends Omit<Content, 'isRefresh'> {
  readonly isDirectory: boolean
  /** A key that is there gives way. */
  readonly replaces: boolean
}

interface NewNode {
  readonly path: string
  readonly parent: TreeNode | undefined
  readonly index: bigint
  readonly isDirectory: boolean
}

function newNode({ path, parent, index, isDirectory }: NewNode): TreeNode {
  const children = isDirectory ? new Map<string, TreeNode>() : undefined
  const name = path.slice(path.lastIndexOf('/') + 1)
  return { path, name, parent, created: index, modified: index, value: '', expires: undefined, children }
}

/** Directories are never compared. */
function fits(node: TreeNode, { value, index }: Condition): boolean {
  if (node.children !== undefined) return false
  return (value === '' || node.value === value) && (index === 0n || node.modified === index)
}
