import { elementBytes, maxElements, pageFlag, pageHeaderBytes } from './layout.ts'
import type { PageWriter } from './page-writer.ts'

/** The entries of the leaf page that is being filled. */
export class LeafWriter {
  count = 0
  private data = new Uint8Array(4096)
  private dataBytes = 0
  private flags: number[] = []
  private keySizes: number[] = []
  private valueSizes: number[] = []

  /** Of the page with its header. */
  get size(): number {
    return pageHeaderBytes + elementBytes * this.count + this.dataBytes
  }

  /** A copy of the first key. */
  get firstKey(): Uint8Array {
    return this.data.slice(0, this.keySizes[0] ?? 0)
  }

  /** True when one more entry of `bytes` bytes keeps the page within `limit`; the first entry always does. */
  hasRoom(bytes: number, limit: number): boolean {
    if (this.count === 0) return true
    return this.size + elementBytes + bytes <= limit && this.count < maxElements - 1
  }

  add(flags: number, key: Uint8Array, value: Uint8Array): void {
    this.reserve(key.length + value.length)
    this.data.set(key, this.dataBytes)
    this.data.set(value, this.dataBytes + key.length)
    this.dataBytes += key.length + value.length
    this.flags[this.count] = flags
    this.keySizes[this.count] = key.length
    this.valueSizes[this.count] = value.length
    this.count += 1
  }

  /** Writes the page and begins the next one; returns its number. */
  write(pages: PageWriter): number {
    const { id, bytes, view } = pages.begin(pageFlag.leaf, this.count, this.size)
    this.writeEntries(bytes, view, pageHeaderBytes)
    return id
  }

  /** Writes the entries after a page header that ends at `start`, and begins the next page. */
  writeInline(bytes: Uint8Array, view: DataView, start: number): void {
    view.setUint16(start - 8, pageFlag.leaf, true)
    view.setUint16(start - 6, this.count, true)
    this.writeEntries(bytes, view, start)
  }

  private writeEntries(bytes: Uint8Array, view: DataView, start: number): void {
    const dataStart = start + elementBytes * this.count
    bytes.set(this.data.subarray(0, this.dataBytes), dataStart)
    let dataAt = dataStart
    for (let index = 0, at = start; index < this.count; index++, at += elementBytes) {
      const keySize = this.keySizes[index] ?? 0
      const valueSize = this.valueSizes[index] ?? 0
      view.setUint32(at, this.flags[index] ?? 0, true)
      view.setUint32(at + 4, dataAt - at, true)
      view.setUint32(at + 8, keySize, true)
      view.setUint32(at + 12, valueSize, true)
      dataAt += keySize + valueSize
    }
    this.count = 0
    this.dataBytes = 0
  }

  private reserve(bytes: number): void {
    if (this.dataBytes + bytes <= this.data.length) return
    const larger = new Uint8Array(2 * (this.dataBytes + bytes))
    larger.set(this.data.subarray(0, this.dataBytes))
    this.data = larger
  }
}
