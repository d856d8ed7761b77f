import { CliError } from '../../base/errors.ts'
import { quote } from '../../go/quote.ts'
import { decodeKeyValue } from '../../rpc/key-value/key-value-scan.ts'
import { BoltError } from '../bbolt/bolt-error.ts'
import { bucketHeaderBytes, elementBytes, pageFlag, pageHeaderBytes } from '../bbolt/layout.ts'
import type { BoltReader } from '../bbolt/reader.ts'
import { safeU64le, u16le, u32le } from '../bytes.ts'
import { type FileSource, memorySource, type Source } from '../files/file-source.ts'
import { isMarked, isRevision, revisionKeyFault } from '../mvcc/revision-key.ts'
import { LeafBlocks } from './leaf-blocks.ts'
import { listLeaves } from './leaf-list.ts'
import { revisionNumber } from './revision-number.ts'

/** A user key mostly ends within so many bytes of its entry. */
const usualBytes = 512
/** A run of pages up to this size is read whole. */
const smallRun = 64 * 1024
const keyTag = 0x0a
const longLength = 1 << 14

/** An entry of the bucket `key`; one object that is filled anew for each. */
export class RevisionEntry {
  revision = 0
  sub = 0
  isTombstone = false
  /** The user key stands in here. */
  bytes: Uint8Array = new Uint8Array(0)
  keyStart = 0
  keyEnd = 0
  /** Where the encoded KeyValue stands in what `RevisionWalk.messages` reads. */
  messageAt = 0
  messageLength = 0
}

export interface WalkOptions {
  /** Entries of newer revisions are left out. */
  readonly until: number
  readonly isReverse?: boolean
  /** Return false to stop. */
  readonly each: (entry: RevisionEntry) => unknown
}

/**
 * Walks over all revisions in a database without reading large values. Whatever is out of place throws a BoltError, an entry that is no
 * revision of a key a CliError. Nothing else is checked: what a value holds is seen when it is decoded.
 */
export class RevisionWalk {
  /** Reads encoded KeyValues. */
  readonly messages: Source
  private readonly leaves: Leaves

  constructor(file: FileSource, reader: BoltReader) {
    const bucket = reader.bucket('key')
    let inline: InlineLeaf | undefined
    if (bucket?.rootPage === 0) {
      bucket.visitLeaves(({ bytes, count }) => {
        inline = { bytes: bytes.slice(), count }
      })
    }
    this.messages = inline === undefined ? file : memorySource(inline.bytes, file.path)
    this.leaves =
      bucket === undefined || bucket.rootPage === 0
        ? new InlineLeaves(inline)
        : new PagedLeaves(file, reader, bucket.rootPage)
  }

  walk({ until, isReverse = false, each }: WalkOptions): void {
    const { leaves } = this
    const page = new LeafPage(this.messages)
    const last = leaves.lastUpTo(until)
    for (let step = 0; step <= last; step++) {
      leaves.load(page, isReverse ? last - step : step, isReverse)
      if (!page.visit(until, isReverse, each)) return
    }
  }
}

interface InlineLeaf {
  readonly bytes: Uint8Array
  readonly count: number
}

/** The leaves of a bucket, by their place in its order. */
interface Leaves {
  /** The last one that may have an entry of this revision or an older one; -1 for none. */
  lastUpTo(revision: number): number
  load(page: LeafPage, index: number, isReverse: boolean): void
}

class InlineLeaves implements Leaves {
  private readonly leaf: InlineLeaf | undefined

  constructor(leaf: InlineLeaf | undefined) {
    this.leaf = leaf
  }

  lastUpTo(): number {
    return this.leaf === undefined || this.leaf.count === 0 ? -1 : 0
  }

  load(page: LeafPage): void {
    const { bytes, count } = this.leaf ?? { bytes: new Uint8Array(0), count: 0 }
    page.name = 'of bucket "key"'
    page.bytes = bytes
    page.at = bucketHeaderBytes
    page.available = bytes.length - bucketHeaderBytes
    page.size = page.available
    page.fileAt = bucketHeaderBytes
    page.count = count
  }
}

class PagedLeaves implements Leaves {
  private readonly file: FileSource
  private readonly pageSize: number
  private readonly end: number
  private readonly pages: readonly number[]
  private readonly firstRevisions: readonly number[]
  private readonly blocks: LeafBlocks

  constructor(file: FileSource, reader: BoltReader, root: number) {
    const { pages, firstRevisions } = listLeaves(reader.pages, root)
    this.file = file
    this.pageSize = reader.pageSize
    this.end = reader.pages.end
    this.pages = pages
    this.firstRevisions = firstRevisions
    this.blocks = new LeafBlocks(file, reader.pageSize, pages)
  }

  lastUpTo(revision: number): number {
    let low = 0
    let high = this.pages.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.firstRevisions[middle] ?? 0) <= revision) low = middle + 1
      else high = middle
    }
    return low - 1
  }

  load(page: LeafPage, index: number, isReverse: boolean): void {
    const { pageSize, blocks } = this
    const id = this.pages[index] ?? 0
    const at = blocks.placeOf(index, isReverse)
    const { bytes } = blocks
    if (safeU64le(bytes, at) !== id)
      throw new BoltError(`page ${id}: expected to be page ${id}, but self identifies as ${safeU64le(bytes, at)}`)
    if (u16le(bytes, at + 8) !== pageFlag.leaf) throw new BoltError(`page ${id}: is neither a branch nor a leaf`)
    const overflow = u32le(bytes, at + 12)
    if (id + overflow >= this.end) throw new BoltError(`page ${id}: runs over the end by its overflow of ${overflow}`)
    const size = (overflow + 1) * pageSize
    const count = u16le(bytes, at + 10)
    const needed = pageHeaderBytes + elementBytes * count
    if (needed > size) throw new BoltError(`page ${id}: ${count} elements do not fit`)
    page.name = id
    page.bytes = bytes
    page.at = at
    page.available = pageSize
    page.size = size
    page.fileAt = id * pageSize
    page.count = count
    if (overflow === 0 || (size > smallRun && needed <= pageSize)) return
    page.bytes = this.file.read(id * pageSize, size).slice()
    page.at = 0
    page.available = size
  }
}

/** One leaf after the other: their revisions must ascend, or descend, over all of them. */
class LeafPage {
  name: number | string = ''
  bytes: Uint8Array = new Uint8Array(0)
  /** Where the page begins in `bytes`, and how many bytes of it are there. */
  at = 0
  available = 0
  /** With the pages that it runs over into. */
  size = 0
  /** Where it begins in the file. */
  fileAt = 0
  count = 0
  private readonly source: Source
  private readonly entry = new RevisionEntry()
  private hasEntry = false

  constructor(source: Source) {
    this.source = source
  }

  /** False when the visitor wants no more. */
  visit(until: number, isReverse: boolean, each: WalkOptions['each']): boolean {
    const { count, entry } = this
    for (let step = 0; step < count; step++) {
      this.read(isReverse ? count - 1 - step : step, isReverse)
      if (entry.revision <= until) {
        this.findKey()
        if (each(entry) === false) return false
      } else if (!isReverse) return false
    }
    return true
  }

  /** Reads all but the user key. */
  private read(index: number, isReverse: boolean): void {
    const { at, size, available, fileAt, bytes: page } = this
    const element = at + pageHeaderBytes + index * elementBytes
    const start = element - at + u32le(page, element + 4)
    const valueStart = start + u32le(page, element + 8)
    const valueEnd = valueStart + u32le(page, element + 12)
    const hasFlags = u32le(page, element) !== 0
    if (hasFlags || start < pageHeaderBytes + elementBytes * this.count || valueEnd > size)
      throw new BoltError(`page ${this.name}: element ${index} is damaged`)
    const near = Math.min(valueEnd, valueStart + usualBytes)
    const isThere = near <= available
    const bytes = isThere ? page : this.source.read(fileAt + start, near - start)
    const shift = isThere ? at : -start
    this.takeRevision(bytes, shift + start, shift + valueStart, isReverse)
    const { entry } = this
    entry.bytes = bytes
    entry.keyStart = shift + valueStart
    entry.keyEnd = shift + near
    entry.messageAt = fileAt + valueStart
    entry.messageLength = valueEnd - valueStart
  }

  private takeRevision(bytes: Uint8Array, start: number, end: number, isReverse: boolean): void {
    const { entry } = this
    if (!isRevision(bytes, start, end)) throw revisionError(bytes.subarray(start, end))
    const revision = revisionNumber(bytes, start)
    const sub = revisionNumber(bytes, start + 9)
    const order = revision - entry.revision || sub - entry.sub
    // a revision may stand there twice, with and without the mark of a deletion
    if (this.hasEntry && (isReverse ? order > 0 : order < 0))
      throw new BoltError(`page ${this.name}: revision ${revision} is out of order`)
    this.hasEntry = true
    entry.revision = revision
    entry.sub = sub
    entry.isTombstone = isMarked(bytes, start, end)
  }

  /** Narrows what is read of the message to the user key. */
  private findKey(): void {
    const { entry } = this
    const { bytes, keyStart, keyEnd } = entry
    let length = bytes[keyStart + 1] ?? 0
    let start = keyStart + 2
    if (length > 0x7f) {
      length = (length & 0x7f) | ((bytes[start] ?? 0xff) << 7)
      start += 1
    }
    // a third byte of the length would make it at least 16384
    if (bytes[keyStart] !== keyTag || length >= longLength || start + length > keyEnd) this.decodeKey()
    else {
      entry.keyStart = start
      entry.keyEnd = start + length
    }
  }

  /** For long keys, and for messages that are not as etcd writes them. */
  private decodeKey(): void {
    const { entry } = this
    const decoded = decodeKeyValue(this.source.read(entry.messageAt, entry.messageLength).slice())
    if (typeof decoded === 'string')
      throw new CliError(`page ${this.name}: revision ${entry.revision} holds no key-value: ${decoded}`)
    entry.bytes = decoded.key
    entry.keyStart = 0
    entry.keyEnd = decoded.key.length
  }
}

function revisionError(key: Uint8Array): CliError {
  return new CliError(`cannot parse revision key: ${quote(key)} err: ${revisionKeyFault(key)}`)
}
