import { latin1 } from '../../base/bytes.ts'
import { errorCodes } from './error-codes.ts'
import { checkField } from './header-rules.ts'
import { decodeHuffman } from './huffman.ts'
import { MalformedHeaders, ProtocolError } from './protocol-error.ts'
import { staticTable } from './static-table.ts'

interface Field {
  readonly name: string
  readonly value: string
}

/** Size of the table of earlier fields that a peer may refer to, in bytes: what holds when no setting says otherwise. */
const tableBytes = 4096
/** What the table, and the limit of a list, counts for each field beside its texts. */
export const fieldOverhead = 32
/** The largest size of the fields of one block; etcd's are below a kilobyte. */
export const largestList = 1024 * 1024

/** Reads the header blocks of one connection (HPACK, RFC 7541), all of them and in order, as the table goes on. */
export class HeaderDecoder {
  /** The youngest first. */
  private readonly table: Field[] = []
  private size = 0
  private limit = tableBytes

  /**
   * The fields of a block; different values of one name are joined as RFC 9110 says. Throws a ProtocolError for a block that cannot be
   * read, and MalformedHeaders for one that breaks the rules: after that the next block can still be read.
   */
  decode(block: Uint8Array): Map<string, string> {
    const cursor = new Cursor(block)
    const fields = new Map<string, string>()
    let size = 0
    let problem: string | undefined
    while (!cursor.isAtEnd) {
      const field = this.next(cursor)
      if (field === undefined || problem !== undefined) continue
      size += sizeOf(field)
      problem = size > largestList ? 'peer header list size exceeded limit' : checkField(field, fields)
      const earlier = fields.get(field.name) ?? field.value
      fields.set(field.name, earlier === field.value ? earlier : `${earlier}, ${field.value}`)
    }
    if (problem !== undefined) throw new MalformedHeaders(problem)
    return fields
  }

  /** Undefined for a change of the table's size. */
  private next(cursor: Cursor): Field | undefined {
    const first = cursor.peek()
    if ((first & 0x80) !== 0) return this.field(cursor.integer(7))
    if ((first & 0x40) !== 0) return this.remember(this.literal(cursor, 6))
    if ((first & 0x20) === 0) return this.literal(cursor, 4)
    this.resize(cursor.integer(5))
    return undefined
  }

  private literal(cursor: Cursor, bits: number): Field {
    const index = cursor.integer(bits)
    const name = index === 0 ? cursor.text() : this.field(index).name
    return { name, value: cursor.text() }
  }

  private field(index: number): Field {
    const entry = staticTable[index - 1]
    if (entry === undefined) return this.tableField(index - staticTable.length - 1)
    const space = entry.indexOf(' ')
    return space < 0 ? { name: entry, value: '' } : { name: entry.slice(0, space), value: entry.slice(space + 1) }
  }

  private tableField(index: number): Field {
    const field = this.table[index]
    if (field === undefined) throw broken('a header field that is in no table')
    return field
  }

  private remember(field: Field): Field {
    this.table.unshift(field)
    this.size += sizeOf(field)
    this.shrink()
    return field
  }

  private resize(limit: number): void {
    if (limit > tableBytes) throw broken('a header table larger than allowed')
    this.limit = limit
    this.shrink()
  }

  private shrink(): void {
    while (this.size > this.limit) {
      const oldest = this.table.pop()
      if (oldest === undefined) return
      this.size -= sizeOf(oldest)
    }
  }
}

function broken(message: string): ProtocolError {
  return new ProtocolError(message, errorCodes.compressionError)
}

function sizeOf({ name, value }: Field): number {
  return name.length + value.length + fieldOverhead
}

/** Reads the integers and texts of a block; each throws a ProtocolError at its end. */
class Cursor {
  private readonly bytes: Uint8Array
  private at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.at === this.bytes.length
  }

  peek(): number {
    const byte = this.bytes[this.at]
    if (byte === undefined) throw broken('a header block that ends within a field')
    return byte
  }

  private byte(): number {
    const byte = this.peek()
    this.at++
    return byte
  }

  /** An integer whose first bits are the last `bits` of the next byte. */
  integer(bits: number): number {
    const full = 2 ** bits - 1
    let value = this.byte() & full
    if (value < full) return value
    for (let shift = 0; shift <= 21; shift += 7) {
      const byte = this.byte()
      value += (byte & 0x7f) * 2 ** shift
      if (byte === 0 && shift > 0) throw broken('a number that is longer than it needs to be')
      if (byte < 0x80) return value
    }
    throw broken('a number without an end')
  }

  text(): string {
    const isHuffman = (this.peek() & 0x80) !== 0
    const end = this.integer(7) + this.at
    if (end > this.bytes.length) throw broken('a header block that ends within a text')
    const bytes = this.bytes.subarray(this.at, end)
    this.at = end
    return isHuffman ? decodeHuffman(bytes) : latin1(bytes)
  }
}
