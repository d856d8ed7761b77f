import { safeU64le, u16le, u32le, viewOf } from '../bytes.ts'
import type { Source } from '../files/file-source.ts'
import { BoltError } from './bolt-error.ts'
import { elementBytes, pageFlag, pageHeaderBytes } from './layout.ts'

/** bbolt takes no value of 2 GiB. */
const mostBytes = 2 ** 31

/** A page with the pages that it runs over into. The view holds until the next page is read. */
export interface Page {
  readonly id: number
  /** What the page says of itself; the number it is stored under is `id`. */
  readonly selfId: number
  readonly flags: number
  readonly count: number
  readonly overflow: number
  readonly bytes: Uint8Array
}

/** The pages of a database: numbers below 2 are the meta pages, numbers from `end` on are not in use. */
export class Pages {
  readonly source: Source
  readonly pageSize: number
  readonly end: number

  constructor(source: Source, pageSize: number, end: number) {
    this.source = source
    this.pageSize = pageSize
    this.end = end
  }

  /** Reads a branch, leaf or freelist page; throws a BoltError when there is none of that number. */
  read(id: number): Page {
    const page = this.load(id)
    if (page.selfId !== id)
      throw new BoltError(`page ${id}: expected to be page ${id}, but self identifies as ${page.selfId}`)
    if (!isContent(page.flags)) throw new BoltError(`page ${id}: has unexpected type/flags: ${page.flags.toString(16)}`)
    if (pageHeaderBytes + elementSize(page.flags) * page.count > page.bytes.length)
      throw new BoltError(`page ${id}: ${page.count} elements do not fit`)
    return page
  }

  /** Reads a page and believes nothing in it but that its run ends where the database does. */
  load(id: number): Page {
    if (!(id >= 2 && id < this.end)) throw new BoltError(`page ${id}: out of bounds: ${this.end}`)
    const { pageSize } = this
    let bytes = this.bytes(id, pageSize)
    const overflow = u32le(bytes, 12)
    if (id + overflow >= this.end) throw new BoltError(`page ${id}: runs over the end by its overflow of ${overflow}`)
    if ((overflow + 1) * pageSize > mostBytes) throw new BoltError(`page ${id}: has an overflow of ${overflow}`)
    if (overflow > 0) bytes = this.bytes(id, (overflow + 1) * pageSize)
    return { id, selfId: safeU64le(bytes, 0), flags: u16le(bytes, 8), count: u16le(bytes, 10), overflow, bytes }
  }

  private bytes(id: number, length: number): Uint8Array {
    const bytes = this.source.read(id * this.pageSize, length)
    if (bytes.length < length) throw new BoltError(`page ${id}: the file ends within it`)
    return bytes
  }
}

function isContent(flags: number): boolean {
  return flags === pageFlag.branch || flags === pageFlag.leaf || flags === pageFlag.freelist
}

/** The count of a freelist page is checked by its reader: it may stand for another one. */
function elementSize(flags: number): number {
  return flags === pageFlag.freelist ? 0 : elementBytes
}

/** What is wrong with the headers of the two meta pages, in the words of 3.7. */
export function metaHeaderFaults({ source, pageSize }: Pages): string[] {
  for (const id of [0n, 1n]) {
    const view = viewOf(source.read(Number(id) * pageSize, pageHeaderBytes))
    const selfId = view.getBigUint64(0, true)
    if (selfId !== id) return [`panic: assertion failed: Page expected to be: ${id}, but self identifies as ${selfId}`]
    const flags = view.getUint16(8, true)
    if (flags !== pageFlag.meta)
      return [`panic: assertion failed: page ${id}: has unexpected type/flags: ${flags.toString(16)}`]
  }
  return []
}
