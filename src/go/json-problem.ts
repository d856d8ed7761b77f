import { utf8 } from '../base/bytes.ts'
import { quoteChar } from './quote.ts'

/**
 * What Go's encoding/json (1.26) says of a text that is no JSON; undefined for JSON. The text is looked at byte by byte, as there: a
 * letter of two bytes is told by its first one.
 */
export function jsonProblem(text: string): string | undefined {
  const scanner = new Scanner(utf8(text))
  try {
    scanner.scan()
    return undefined
  } catch (error) {
    if (error instanceof Problem) return error.message
    throw error
  }
}

class Problem extends Error {}

const endOfInput = 'unexpected end of JSON input'
const escapes = new Set([...'bfnrt\\/"'].map((char) => char.charCodeAt(0)))

class Scanner {
  private at = 0
  private readonly bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  scan(): void {
    this.value()
    this.space()
    if (this.at < this.bytes.length) this.refuse('after top-level value')
  }

  private value(): void {
    this.space()
    const first = this.char()
    const word = ['true', 'false', 'null'].find((literal) => literal.startsWith(first))
    if (word !== undefined) this.literal(word)
    else if (first === '{') this.object()
    else if (first === '[') this.list()
    else if (first === '"') this.string()
    else this.number()
  }

  private object(): void {
    this.at++
    this.space()
    if (this.skip('}')) return
    do {
      this.space()
      if (this.char() !== '"') this.refuse('looking for beginning of object key string')
      this.string()
      this.space()
      if (!this.skip(':')) this.refuse('after object key')
      this.value()
      this.space()
    } while (this.skip(','))
    if (!this.skip('}')) this.refuse('after object key:value pair')
  }

  private list(): void {
    this.at++
    this.space()
    if (this.skip(']')) return
    do {
      this.value()
      this.space()
    } while (this.skip(','))
    if (!this.skip(']')) this.refuse('after array element')
  }

  private string(): void {
    this.at++
    for (;;) {
      const byte = this.byte()
      if (this.skip('"')) return
      if (byte < 0x20) this.refuse('in string literal')
      this.at++
      if (byte === 0x5c) this.escape()
    }
  }

  private escape(): void {
    if (this.skip('u')) {
      for (let digit = 0; digit < 4; digit++) {
        if (!/[\da-fA-F]/.test(this.char())) this.refuse('in \\u hexadecimal character escape')
        this.at++
      }
      return
    }
    if (!escapes.has(this.byte())) this.refuse('in string escape code')
    this.at++
  }

  private literal(word: string): void {
    this.at++
    for (const char of word.slice(1)) {
      if (!this.skip(char)) this.refuse(`in literal ${word} (expecting '${char}')`)
    }
  }

  private number(): void {
    const isNegative = this.skip('-')
    if (!this.skip('0')) {
      if (!/[1-9]/.test(this.char())) this.refuse(isNegative ? 'in numeric literal' : 'looking for beginning of value')
      this.digits()
    }
    if (this.has('.')) {
      this.at++
      this.someDigits('after decimal point in numeric literal')
    }
    if (this.has('e') || this.has('E')) {
      this.at++
      if (this.has('+') || this.has('-')) this.at++
      this.someDigits('in exponent of numeric literal')
    }
  }

  private someDigits(place: string): void {
    if (!/\d/.test(this.char())) this.refuse(place)
    this.digits()
  }

  private digits(): void {
    while (this.at < this.bytes.length && /\d/.test(this.char())) this.at++
  }

  private space(): void {
    while (this.has(' ') || this.has('\t') || this.has('\r') || this.has('\n')) this.at++
  }

  /** Passes `char` when it comes next. */
  private skip(char: string): boolean {
    const isNext = this.char() === char
    if (isNext) this.at++
    return isNext
  }

  private has(char: string): boolean {
    return this.at < this.bytes.length && this.char() === char
  }

  private char(): string {
    return String.fromCharCode(this.byte())
  }

  private byte(): number {
    const byte = this.bytes[this.at]
    if (byte === undefined) throw new Problem(endOfInput)
    return byte
  }

  private refuse(place: string): never {
    throw new Problem(`invalid character ${quoteChar(this.char())} ${place}`)
  }
}
