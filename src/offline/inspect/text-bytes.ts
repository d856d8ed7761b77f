import { decodeRune, runeSize } from '../../base/utf8.ts'
import { quote } from '../../go/quote.ts'

const firstBytes = 1 << 17
const quotationMark = 0x22
const backslash = 0x5c
const zero = 0x30
/** The length of the longest escape of one byte: `\x00`. */
const bytesPerByte = 4

/** 1 for printable ASCII that stands for itself between quotation marks. */
const isPlain = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte >= 0x20 && byte < 0x7f && byte !== quotationMark && byte !== backslash),
)

/** Text that is put together as bytes, in memory that is used again: for listings of gigabytes. */
export class TextBytes {
  private buffer = new Uint8Array(firstBytes)
  private size = 0

  get length(): number {
    return this.size
  }

  /** What was added so far; holds until the next `clear`. */
  get written(): Uint8Array {
    return this.buffer.subarray(0, this.size)
  }

  clear(): void {
    this.size = 0
  }

  /** Takes back all that stands from `length` on. */
  cut(length: number): void {
    this.size = length
  }

  add(text: string): this {
    this.reserve(3 * text.length)
    const buffer = this.buffer
    let at = this.size
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index)
      if (unit > 0x7f) return this.copy(Buffer.from(text.slice(index)), at)
      buffer[at++] = unit
    }
    this.size = at
    return this
  }

  /** Adds a whole number from 0 to 2^53-1 in decimal. */
  number(value: number): this {
    this.reserve(20)
    let digits = 1
    for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) digits++
    this.size += digits
    for (let at = this.size, rest = value; digits > 0; digits--) {
      this.buffer[--at] = zero + (rest % 10)
      rest = Math.floor(rest / 10)
    }
    return this
  }

  /** Adds the bytes quoted as Go's `%q` does. */
  quoted(bytes: Uint8Array, start = 0, end = bytes.length): this {
    this.reserve(2 + bytesPerByte * (end - start))
    this.buffer[this.size++] = quotationMark
    for (let at = start; at < end; ) {
      at = this.plain(bytes, at, end)
      if (at < end) at = this.escaped(bytes, at, end)
    }
    this.buffer[this.size++] = quotationMark
    return this
  }

  /** Copies up to the first byte that does not stand for itself; returns where it is. */
  private plain(bytes: Uint8Array, start: number, end: number): number {
    const buffer = this.buffer
    let to = this.size
    let at = start
    for (; at < end; at++) {
      const byte = bytes[at] ?? 0
      if (isPlain[byte] === 0) break
      buffer[to++] = byte
    }
    this.size = to
    return at
  }

  private escaped(bytes: Uint8Array, at: number, end: number): number {
    const first = bytes[at] ?? 0
    const point = first < 0x80 ? first : decodeRune(bytes, at)
    const size = runeSize(point)
    // a sequence that would continue past the end is not valid
    const isWhole = point >= 0x80 && at + size <= end
    this.append(isWhole ? pointText(point) : byteText(first))
    return at + (isWhole ? size : 1)
  }

  /** Room for it is there. */
  private append(text: Uint8Array): void {
    const buffer = this.buffer
    const to = this.size
    for (let index = 0; index < text.length; index++) buffer[to + index] = text[index] ?? 0
    this.size = to + text.length
  }

  private copy(bytes: Uint8Array, at: number): this {
    this.buffer.set(bytes, at)
    this.size = at + bytes.length
    return this
  }

  private reserve(bytes: number): void {
    const needed = this.size + bytes
    if (needed <= this.buffer.length) return
    const larger = new Uint8Array(Math.max(needed, 2 * this.buffer.length))
    larger.set(this.written)
    this.buffer = larger
  }
}

const mostKept = 1 << 12
const bytesSeen: Uint8Array[] = []
const pointsSeen = new Map<number, Uint8Array>()

function byteText(byte: number): Uint8Array {
  bytesSeen[byte] ??= withoutMarks(quote(Uint8Array.of(byte)))
  return bytesSeen[byte]
}

function pointText(point: number): Uint8Array {
  const seen = pointsSeen.get(point)
  if (seen !== undefined) return seen
  if (pointsSeen.size === mostKept) pointsSeen.clear()
  const text = withoutMarks(quote(Buffer.from(String.fromCodePoint(point))))
  pointsSeen.set(point, text)
  return text
}

function withoutMarks(quoted: string): Uint8Array {
  return Buffer.from(quoted.slice(1, -1))
}
