import { writeSync } from 'node:fs'
import { putSafeU64le, viewOf } from '../bytes.ts'

/** Room for a page and its run in the output buffer; it holds until the next page is begun. */
export interface PageRoom {
  readonly id: number
  readonly bytes: Uint8Array
  readonly view: DataView
}

const bufferBytes = 1 << 20

/** Writes pages one after the other, from page 2 on; pages 0 and 1 stay open for the meta pages. */
export class PageWriter {
  readonly pageSize: number
  private readonly fd: number
  private nextPage = 2
  private buffer = new Uint8Array(bufferBytes)
  private used = 0
  private writtenTo: number

  constructor(fd: number, pageSize: number) {
    this.fd = fd
    this.pageSize = pageSize
    this.writtenTo = 2 * pageSize
  }

  /** The number of the next page, and in the end the number of all. */
  get next(): number {
    return this.nextPage
  }

  /** Begins a page of `size` bytes, header included, that are zero so far but for the header. */
  begin(flags: number, count: number, size: number): PageRoom {
    const slots = Math.ceil(size / this.pageSize)
    const length = slots * this.pageSize
    if (this.used + length > this.buffer.length) this.flush()
    if (length > this.buffer.length) this.buffer = new Uint8Array(length)
    const bytes = this.buffer.subarray(this.used, this.used + length).fill(0)
    const view = viewOf(bytes)
    putSafeU64le(view, 0, this.nextPage)
    view.setUint16(8, flags, true)
    view.setUint16(10, count, true)
    view.setUint32(12, slots - 1, true)
    this.used += length
    this.nextPage += slots
    return { id: this.nextPage - slots, bytes, view }
  }

  flush(): void {
    writeFully(this.fd, this.buffer.subarray(0, this.used), this.writtenTo)
    this.writtenTo += this.used
    this.used = 0
  }
}

/** Writes all bytes at `at`. */
export function writeFully(fd: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done, bytes.length - done, at + done)
}
