import { readSync } from 'node:fs'
import { BoltError } from '../bbolt/bolt-error.ts'
import { onFile } from '../files/file-failure.ts'
import { type FileSource, wasRead } from '../files/file-source.ts'

const blockPages = 256
/** Pages between two that are wanted, which are read along rather than left out by another call. */
const farthest = 4

/** Reads the first pages of leaves a block at a time, in the order of the file whatever their own is. */
export class LeafBlocks {
  private readonly file: FileSource
  private readonly pageSize: number
  private readonly pages: readonly number[]
  private readonly places = new Map<number, number>()
  private buffer: Uint8Array = new Uint8Array(0)
  private first = 0
  private end = 0

  constructor(file: FileSource, pageSize: number, pages: readonly number[]) {
    this.file = file
    this.pageSize = pageSize
    this.pages = pages
  }

  /** The bytes that `placeOf` counts in. */
  get bytes(): Uint8Array {
    return this.buffer
  }

  /** Where the page of the leaf with this index stands in `bytes`, until the next call. */
  placeOf(index: number, isReverse: boolean): number {
    if (index < this.first || index >= this.end) this.load(index, isReverse)
    return this.places.get(this.pages[index] ?? 0) ?? 0
  }

  private load(index: number, isReverse: boolean): void {
    this.first = isReverse ? Math.max(0, index + 1 - blockPages) : index
    this.end = isReverse ? index + 1 : Math.min(this.pages.length, index + blockPages)
    const runs: Run[] = []
    this.places.clear()
    for (const page of this.pages.slice(this.first, this.end).sort((a, b) => a - b)) {
      this.places.set(page, addPage(runs, page) * this.pageSize)
    }
    const size = endOf(runs.at(-1)) * this.pageSize
    if (this.buffer.length < size) this.buffer = new Uint8Array(size)
    for (const run of runs) this.read(run)
  }

  private read({ from, at, count }: Run): void {
    const { fd, path } = this.file
    const into = this.buffer.subarray(at * this.pageSize, (at + count) * this.pageSize)
    for (let filled = 0; filled < into.length; ) {
      const place = from * this.pageSize + filled
      const got = onFile('read', path, () => readSync(fd, into, filled, into.length - filled, place))
      if (got === 0) throw new BoltError(`page ${from + Math.floor(filled / this.pageSize)}: the file ends within it`)
      filled += got
    }
    wasRead(into.length)
  }
}

/** Pages that are read at once, and how many pages stand before them in what is read. */
interface Run {
  readonly from: number
  readonly at: number
  count: number
}

/** Adds a page behind all others; returns how many pages will stand before it. */
function addPage(runs: Run[], page: number): number {
  const last = runs.at(-1)
  if (last !== undefined && page - (last.from + last.count) <= farthest) {
    last.count = page + 1 - last.from
    return last.at + page - last.from
  }
  const at = endOf(last)
  runs.push({ from: page, at, count: 1 })
  return at
}

function endOf(run: Run | undefined): number {
  return run === undefined ? 0 : run.at + run.count
}
