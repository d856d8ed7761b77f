import { joinBytes, latin1 } from '../../base/bytes.ts'

const newline = 10
/** Bytes of a line that says how long a chunk is; Go's limit. */
const longestLine = 4096

type Place = 'length' | 'data' | 'data end' | 'trailer'

/** Reads a body in chunks, and hands on what is in them. */
export class ChunkedBody {
  isDone = false
  /** Bytes came behind the last chunk. */
  hasMore = false
  private readonly onData: (bytes: Uint8Array) => void
  private place: Place = 'length'
  private missing = 0
  private unread: Uint8Array = new Uint8Array()

  constructor(onData: (bytes: Uint8Array) => void) {
    this.onData = onData
  }

  /** What is wrong, in the words of Go's net/http (1.26); undefined when all is well. */
  take(bytes: Uint8Array): string | undefined {
    let rest = this.unread.length === 0 ? bytes : joinBytes([this.unread, bytes])
    this.unread = new Uint8Array()
    while (rest.length > 0 && !this.isDone) {
      const next = this.place === 'data' ? this.takeData(rest) : this.takeLine(rest)
      if (typeof next === 'string') return next
      if (next === undefined) {
        this.unread = rest
        return rest.length > longestLine ? 'header line too long' : undefined
      }
      rest = next
    }
    if (rest.length > 0) this.hasMore = true
    return undefined
  }

  private takeData(bytes: Uint8Array): Uint8Array {
    const own = bytes.subarray(0, this.missing)
    this.onData(own)
    this.missing -= own.length
    if (this.missing === 0) this.place = 'data end'
    return bytes.subarray(own.length)
  }

  /** Undefined for a line that is not whole, a text for a bad one. */
  private takeLine(bytes: Uint8Array): Uint8Array | string | undefined {
    const end = bytes.indexOf(newline)
    if (this.place === 'data end' && bytes[0] !== 13 && bytes[0] !== newline) return 'malformed chunked encoding'
    if (end < 0) return undefined
    const line = latin1(bytes.subarray(0, Math.min(end, longestLine))).trimEnd()
    return this.readLine(line) ?? bytes.subarray(end + 1)
  }

  private readLine(line: string): string | undefined {
    if (this.place === 'data end') {
      this.place = 'length'
      return line === '' ? undefined : 'malformed chunked encoding'
    }
    if (this.place === 'trailer') {
      this.isDone = line === ''
      return undefined
    }
    const digits = line.replace(/;.*$/s, '').trimEnd()
    if (digits === '') return 'empty hex number for chunk length'
    if (!/^[\da-f]+$/i.test(digits)) return 'invalid byte in chunk length'
    this.missing = Number.parseInt(digits, 16)
    if (!Number.isSafeInteger(this.missing)) return 'http chunk length too large'
    this.place = this.missing === 0 ? 'trailer' : 'data'
    return undefined
  }
}
