/** What a scanner finds, in order. Bytes of a token hold until `leave`. */
export interface JsonListener {
  beginObject(): void
  endObject(): void
  beginArray(): void
  endArray(): void
  /** The name of a member: the bytes between its quotes. */
  name(bytes: Uint8Array, start: number, end: number, isEscaped: boolean): void
  /** The bytes between the quotes. */
  string(bytes: Uint8Array, start: number, end: number, isEscaped: boolean): void
  number(bytes: Uint8Array, start: number, end: number): void
  literal(value: boolean | null): void
  /** The bytes of the tokens so far are about to be used again. */
  leave(): void
}

/** Objects and arrays in each other; etcd's own decoder (3.4) refuses more. */
const deepest = 10_000

const quoteMark = 34
const backslash = 92
const zero = 48
const nine = 57

/** What may come next. */
const place = { value: 0, firstValue: 1, name: 2, firstName: 3, colon: 4, comma: 5, nothing: 6 } as const

const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const literals: Readonly<Record<number, readonly [text: string, value: boolean | null]>> = {
  102: ['false', false],
  110: ['null', null],
  116: ['true', true],
}

/** Reads one JSON value whose bytes come in pieces, and keeps nothing but the token that is not whole. */
export class JsonScanner {
  private readonly listener: JsonListener
  private place: number = place.value
  /** For each object or array around: whether it is an object. */
  private readonly around: boolean[] = []
  /** A token that is not whole, and how many bytes of it are here. */
  private kept = new Uint8Array()
  private keptLength = 0
  /** So many bytes of a string have been looked at. */
  private seen = 0
  private isEscaped = false

  constructor(listener: JsonListener) {
    this.listener = listener
  }

  /** Throws a SyntaxError. */
  take(piece: Uint8Array): void {
    const bytes = this.withKept(piece)
    const end = this.keptLength + piece.length
    let at = 0
    while (at < end) {
      const next = this.step(bytes, at, end)
      if (next < 0) break
      at = next
    }
    this.listener.leave()
    this.keep(bytes, at, end)
  }

  /** Nothing follows. Throws a SyntaxError for a value that is not whole. */
  end(): void {
    // a number ends where something else begins
    this.take(Uint8Array.of(10))
    if (this.place !== place.nothing) throw new SyntaxError('unexpected end')
  }

  private withKept(piece: Uint8Array): Uint8Array {
    if (this.keptLength === 0) return piece
    this.makeRoom(this.keptLength + piece.length)
    this.kept.set(piece, this.keptLength)
    return this.kept
  }

  private keep(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start
    if (bytes === this.kept) this.kept.copyWithin(0, start, end)
    else if (length > 0) {
      this.makeRoom(length)
      this.kept.set(bytes.subarray(start, end))
    }
    this.keptLength = length
  }

  private makeRoom(length: number): void {
    if (this.kept.length >= length) return
    const larger = new Uint8Array(length * 2)
    larger.set(this.kept.subarray(0, this.keptLength))
    this.kept = larger
  }

  /** Returns where the next token begins; -1 for one that is not whole. */
  private step(bytes: Uint8Array, at: number, end: number): number {
    const byte = bytes[at] as number
    switch (byte) {
      case 9:
      case 10:
      case 13:
      case 32:
        return at + 1
      case quoteMark:
        return this.takeString(bytes, at, end)
      case 44:
        this.takeComma()
        return at + 1
      case 58:
        if (this.place !== place.colon) throw unexpected(byte)
        this.place = place.value
        return at + 1
      case 91:
      case 123:
        this.open(byte === 123)
        return at + 1
      case 93:
      case 125:
        this.close(byte === 125)
        return at + 1
      default:
        return this.takeOther(bytes, at, end)
    }
  }

  private takeComma(): void {
    const isObject = this.around[this.around.length - 1]
    if (this.place !== place.comma || isObject === undefined) throw unexpected(44)
    this.place = isObject ? place.name : place.value
  }

  private open(isObject: boolean): void {
    this.expectValue()
    if (this.around.length >= deepest) throw new SyntaxError('too deep')
    this.around.push(isObject)
    this.place = isObject ? place.firstName : place.firstValue
    if (isObject) this.listener.beginObject()
    else this.listener.beginArray()
  }

  private close(isObject: boolean): void {
    const isPlace = this.place === place.comma || this.place === (isObject ? place.firstName : place.firstValue)
    if (!isPlace || this.around.pop() !== isObject) throw unexpected(isObject ? 125 : 93)
    this.ended()
    if (isObject) this.listener.endObject()
    else this.listener.endArray()
  }

  private expectValue(): void {
    if (this.place !== place.value && this.place !== place.firstValue) throw new SyntaxError('unexpected value')
  }

  /** A value is whole. */
  private ended(): void {
    this.place = this.around.length === 0 ? place.nothing : place.comma
  }

  private takeString(bytes: Uint8Array, at: number, end: number): number {
    const isName = this.place === place.name || this.place === place.firstName
    if (!isName) this.expectValue()
    const close = this.findQuote(bytes, at, end)
    if (close < 0) return -1
    const { isEscaped } = this
    this.seen = 0
    this.isEscaped = false
    if (isName) {
      this.place = place.colon
      this.listener.name(bytes, at + 1, close, isEscaped)
    } else {
      this.ended()
      this.listener.string(bytes, at + 1, close, isEscaped)
    }
    return close + 1
  }

  /** Where a string that begins at `start` ends; -1 when that is not here yet. */
  private findQuote(bytes: Uint8Array, start: number, end: number): number {
    let at = start + Math.max(this.seen, 1)
    while (at < end) {
      const byte = bytes[at] as number
      if (byte === quoteMark) return at
      if (byte === backslash) {
        const length = escapeLength(bytes, at, end)
        if (length === 0) break
        this.isEscaped = true
        at += length
      } else if (byte < 32) throw unexpected(byte)
      else at++
    }
    this.seen = at - start
    return -1
  }

  private takeOther(bytes: Uint8Array, at: number, end: number): number {
    const first = bytes[at] as number
    this.expectValue()
    if (first === 45 || (first >= zero && first <= nine)) return this.takeNumber(bytes, at, end)
    const [text, value] = literals[first] ?? []
    if (text === undefined || value === undefined) throw unexpected(first)
    for (let index = 1; index < text.length; index++) {
      if (at + index === end) return -1
      if (bytes[at + index] !== text.charCodeAt(index)) throw unexpected(bytes[at + index] as number)
    }
    this.ended()
    this.listener.literal(value)
    return at + text.length
  }

  private takeNumber(bytes: Uint8Array, start: number, end: number): number {
    let at = start
    while (at < end && isOfNumber(bytes[at] as number)) at++
    if (at === end) return -1
    if (!isPlainNumber(bytes, start, at) && !number.test(ascii(bytes, start, at))) throw new SyntaxError('bad number')
    this.ended()
    this.listener.number(bytes, start, at)
    return at
  }
}

/** How long an escape in a string is; 0 when it is not whole. Throws a SyntaxError for a bad one. */
function escapeLength(bytes: Uint8Array, at: number, end: number): number {
  if (at + 1 === end) return 0
  const kind = bytes[at + 1] as number
  if (kind !== 117) {
    if ('"\\/bfnrt'.includes(String.fromCharCode(kind))) return 2
    throw unexpected(kind)
  }
  for (let index = at + 2; index < at + 6; index++) {
    if (index === end) return 0
    if (!isHexDigit(bytes[index] as number)) throw unexpected(bytes[index] as number)
  }
  return 6
}

function isHexDigit(byte: number): boolean {
  const letter = byte | 32
  return (byte >= zero && byte <= nine) || (letter >= 97 && letter <= 102)
}

/** A digit, a sign, a point or the letter in front of an exponent. */
function isOfNumber(byte: number): boolean {
  return (byte >= zero && byte <= nine) || byte === 45 || byte === 43 || byte === 46 || (byte | 32) === 101
}

/** Nothing but digits, as nearly all are. */
function isPlainNumber(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number
    if (byte < zero || byte > nine) return false
  }
  return end - start === 1 || bytes[start] !== zero
}

export function ascii(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at] as number)
  return text
}

function unexpected(byte: number): SyntaxError {
  return new SyntaxError(`unexpected ${JSON.stringify(String.fromCharCode(byte))}`)
}
