import { staticTable } from '../../../src/client/http2/static-table.ts'
import { readHuffman } from './reference-huffman.ts'

export type Field = readonly [name: string, value: string]

const tableBytes = 4096

/** Reads header blocks as RFC 7541 has them, slowly and without mercy. */
export class ReferenceFields {
  private table: Field[] = []
  private limit = tableBytes
  private bytes: Uint8Array = new Uint8Array()
  private at = 0

  /** Undefined for a block that is damaged. */
  read(block: Uint8Array): readonly Field[] | undefined {
    this.bytes = block
    this.at = 0
    const found: Field[] = []
    while (this.at < block.length) {
      const field = this.next()
      if (field === undefined) return undefined
      if (field !== 'size') found.push(field)
    }
    return found
  }

  private next(): Field | 'size' | undefined {
    const first = this.bytes[this.at] ?? 0
    if (first >= 0x80) return this.entry(this.integer(7))
    if (first >= 0x40) return this.remember(this.literal(6))
    if (first < 0x20) return this.literal(4)
    const size = this.integer(5)
    if (size === undefined || size > tableBytes) return undefined
    this.limit = size
    this.evict()
    return 'size'
  }

  private literal(bits: number): Field | undefined {
    const index = this.integer(bits)
    if (index === undefined) return undefined
    const name = index === 0 ? this.text() : this.entry(index)?.[0]
    const value = name === undefined ? undefined : this.text()
    return name === undefined || value === undefined ? undefined : [name, value]
  }

  private entry(index: number | undefined): Field | undefined {
    if (index === undefined || index === 0) return undefined
    const fixed = staticTable[index - 1]
    if (fixed === undefined) return this.table[index - staticTable.length - 1]
    const [name = '', ...rest] = fixed.split(' ')
    return [name, rest.join(' ')]
  }

  private remember(field: Field | undefined): Field | undefined {
    if (field === undefined) return undefined
    this.table = [field, ...this.table]
    this.evict()
    return field
  }

  private evict(): void {
    const size = (): number => this.table.reduce((sum, [name, value]) => sum + name.length + value.length + 32, 0)
    while (this.table.length > 0 && size() > this.limit) this.table.pop()
  }

  private integer(bits: number): number | undefined {
    const full = 2 ** bits - 1
    let value = (this.bytes[this.at++] ?? 0) & full
    if (value < full) return value
    for (let factor = 1; factor < 2 ** 35; factor *= 128) {
      const byte = this.bytes[this.at++]
      if (byte === undefined) return undefined
      value += (byte & 0x7f) * factor
      if (byte < 0x80) return value
    }
    return undefined
  }

  private text(): string | undefined {
    const first = this.bytes[this.at]
    if (first === undefined) return undefined
    const length = this.integer(7)
    if (length === undefined || this.at + length > this.bytes.length) return undefined
    const raw = this.bytes.subarray(this.at, this.at + length)
    this.at += length
    return first >= 0x80 ? readHuffman(raw) : Buffer.from(raw).toString('latin1')
  }
}
