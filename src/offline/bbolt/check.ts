import type { Release } from '../../base/release.ts'
import { compareBytes, viewOf } from '../bytes.ts'
import { BoltError } from './bolt-error.ts'
import { readUnorderedBranch } from './branch.ts'
import { readFreelist } from './freelist.ts'
import { bucketHeaderBytes, pageFlag } from './layout.ts'
import { LeafBuffer } from './leaf.ts'
import { metaHeaderFaults, type Page, type Pages } from './page.ts'
import { PageSet } from './page-set.ts'
import type { BoltReader } from './reader.ts'

/** The problems of a file's pages. */
export interface Violations {
  readonly lines: readonly string[]
  /** True when the last line is of our own: the original does not survive what it tells of. */
  readonly isCutShort: boolean
}

/** Checks all that the original's integrity check does: a line for each violation. Never throws for damage. */
export function findViolations(reader: BoltReader): Violations {
  const check = new Check(reader)
  try {
    check.run()
    return { lines: check.lines, isCutShort: false }
  } catch (error) {
    if (!(error instanceof BoltError)) throw error
    return { lines: [...check.lines, error.message], isCutShort: true }
  }
}

/**
 * The original's integrity check: a line for each violation, none for a sound file. Where the list of free pages is not
 * stored, 3.7 stops at the first one and so do we. Never throws for damage.
 */
export function checkBolt(reader: BoltReader, release: Release = '3.7'): string[] {
  return originalLines(reader, findViolations(reader), release)
}

/** The lines as `checkBolt` gives them. */
export function originalLines(reader: BoltReader, { lines, isCutShort }: Violations, release: Release): string[] {
  const [first] = lines
  if (first === undefined || release !== '3.7' || reader.meta.freelist !== undefined) return [...lines]
  if (first.startsWith('panic: ') || (isCutShort && lines.length === 1)) return [first]
  return [`panic: freepages: failed to get all reachable pages (${first})`]
}

const deepest = 64
const kinds: Readonly<Record<number, string>> = { [pageFlag.meta]: 'meta', [pageFlag.freelist]: 'freelist' }

/** A subtree: the subtree's page and the keys that bound what is below it. */
interface Subtree {
  readonly id: number
  readonly low: Uint8Array | undefined
  readonly high: Uint8Array | undefined
  /** The pages from the tree's root down to this one. */
  readonly stack: readonly number[]
}

class Check {
  readonly lines: string[] = []
  private readonly reader: BoltReader
  private readonly pages: Pages
  private readonly reachable: PageSet
  private readonly freed: PageSet

  constructor(reader: BoltReader) {
    this.reader = reader
    this.pages = reader.pages
    this.reachable = new PageSet(reader.pages.end)
    this.freed = new PageSet(reader.pages.end)
  }

  run(): void {
    const { freelist, root } = this.reader.meta
    this.reachable.addRun(0, 1)
    if (freelist !== undefined) this.takeFreelist(freelist)
    this.checkBucket(root)
    // The original gets to the meta pages only when it could find the free pages, and no further.
    if (this.lines.length === 0) this.lines.push(...metaHeaderFaults(this.pages))
    if (freelist !== undefined) this.findLost()
  }

  private takeFreelist(id: number): void {
    const { ids, overflow } = readFreelist(this.pages, id)
    for (const free of ids) {
      if (free < 2 || free >= this.pages.end) this.lines.push(`page ${free}: out of bounds: ${this.pages.end}`)
      else if (!this.freed.add(free)) this.lines.push(`page ${free}: already freed`)
    }
    this.reachable.addRun(id, overflow)
  }

  private findLost(): void {
    for (let id = 0; id < this.pages.end; id++) {
      if (!this.reachable.has(id) && !this.freed.has(id)) this.lines.push(`page ${id}: unreachable unfreed`)
    }
  }

  private checkBucket(root: number): void {
    const before = this.lines.length
    this.reach(root, [root])
    // A tree with a page in the wrong place may be endless.
    if (this.lines.length > before) return
    const nested: number[] = []
    this.checkOrder({ id: root, low: undefined, high: undefined, stack: [root] }, nested)
    for (const child of nested) this.checkBucket(child)
  }

  private reach(id: number, stack: readonly number[]): void {
    if (!(id >= 2 && id < this.pages.end)) {
      this.lines.push(`page ${id}: out of bounds: ${this.pages.end} ${shown(stack)}`)
      return
    }
    const page = this.pages.read(id)
    const isNew = this.markRun(page, stack)
    if (this.freed.has(id)) this.lines.push(`page ${id}: reachable freed`)
    else if (!isTreePage(page)) this.lines.push(`page ${id}: invalid type: ${kind(page)} ${shown(stack)}`)
    if (!isNew || page.flags !== pageFlag.branch) return
    if (stack.length > deepest) throw new BoltError(`page ${id}: the tree is too deep`)
    for (const child of readUnorderedBranch(page).children) this.reach(child, [...stack, child])
  }

  private markRun({ id, overflow }: Page, stack: readonly number[]): boolean {
    let isNew = true
    for (let next = id; next <= id + overflow; next++) {
      if (this.reachable.add(next)) continue
      isNew = false
      this.lines.push(`page ${next}: multiple references ${shown(stack)}`)
    }
    return isNew
  }

  /** Returns the highest key below it; collects the roots of buckets that stand in its leaves. */
  private checkOrder(subtree: Subtree, nested: number[]): Uint8Array | undefined {
    const page = this.pages.read(subtree.id)
    return page.flags === pageFlag.branch
      ? this.checkBranch(page, subtree, nested)
      : this.checkLeaf(page, subtree, nested)
  }

  private checkBranch(page: Page, subtree: Subtree, nested: number[]): Uint8Array | undefined {
    const { children, keys } = readUnorderedBranch(page)
    let highest: Uint8Array | undefined
    let before = subtree.low
    for (const [index, id] of children.entries()) {
      const key = keys[index] ?? new Uint8Array(0)
      this.checkKey({ kind: 'branch', index, key, id, before, subtree })
      const high = keys[index + 1] ?? subtree.high
      highest = this.checkOrder({ id, low: key, high, stack: [...subtree.stack, id] }, nested)
      before = highest
    }
    return highest
  }

  private checkLeaf(page: Page, subtree: Subtree, nested: number[]): Uint8Array | undefined {
    const leaf = new LeafBuffer()
    leaf.loadUnordered(page.id, page.bytes, 0)
    let before = subtree.low
    for (let index = 0; index < leaf.count; index++) {
      const key = leaf.key(index)
      this.checkKey({ kind: 'leaf', index, key, id: page.id, before, subtree })
      before = key
    }
    if (leaf.hasBuckets) nested.push(...nestedRoots(leaf))
    return leaf.count > 0 ? before?.slice() : undefined
  }

  private checkKey({ kind, index, key, id, before, subtree }: KeyAt): void {
    const what = `key[${index}]=(hex)${hex(key)} on ${kind} page(${id}) needs to be`
    const order = before === undefined ? -1 : compareBytes(before, key)
    const stack = `[${subtree.stack.join(' ')}]`
    if (index === 0 && order > 0)
      this.lines.push(`the first ${what} >= the key in the ancestor (${hex(before)}). Stack: ${stack}`)
    if (index > 0 && order >= 0) {
      const found = order > 0 ? '<' : '='
      this.lines.push(`${what} > (found ${found}) than previous element (hex)${hex(before)}. Stack: ${stack}`)
    }
    if (subtree.high !== undefined && compareBytes(key, subtree.high) >= 0)
      this.lines.push(`${what} < than key of the next element in ancestor (hex)${hex(before)}. Pages stack: ${stack}`)
  }
}

interface KeyAt {
  readonly kind: 'branch' | 'leaf'
  readonly index: number
  readonly key: Uint8Array
  /** Of a branch's key: the page that it leads to. */
  readonly id: number
  readonly before: Uint8Array | undefined
  readonly subtree: Subtree
}

function nestedRoots(leaf: LeafBuffer): number[] {
  const roots: number[] = []
  for (let index = 0; index < leaf.count; index++) {
    if (!leaf.isBucket(index)) continue
    const value = leaf.value(index)
    if (value.length < bucketHeaderBytes) throw new BoltError(`a bucket with a header of ${value.length} bytes`)
    const root = Number(viewOf(value).getBigUint64(0, true))
    if (root !== 0) roots.push(root)
  }
  return roots
}

function isTreePage({ flags }: Page): boolean {
  return flags === pageFlag.branch || flags === pageFlag.leaf
}

function kind({ flags }: Page): string {
  return kinds[flags] ?? `unknown<${flags.toString(16).padStart(2, '0')}>`
}

function shown(stack: readonly number[]): string {
  return `(stack: [${stack.join(' ')}])`
}

function hex(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString('hex')
}
