/** Why bytes are no certificate, in Go's words. */
export class MalformedError extends Error {}

/** Tags of ASN.1 types that certificates are made of. */
export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  objectId: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const

/** The tag of a member `[number]` of a choice or a sequence. */
export function contextTag(number: number): number {
  return 0x80 | number
}

/** The tag of a member `[number]` that holds other elements. */
export function constructedTag(number: number): number {
  return 0xa0 | number
}

export interface DerElement {
  readonly tag: number
  readonly content: Buffer
  /** With tag and length. */
  readonly whole: Buffer
}

/** Reads DER elements one after the other, as strictly as Go: lengths of at most four bytes, none longer than it needs to be. */
export class DerReader {
  private readonly bytes: Buffer
  private at = 0

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  get isEmpty(): boolean {
    return this.at === this.bytes.length
  }

  /** The tag of the element that comes next; undefined at the end. */
  get nextTag(): number | undefined {
    return this.bytes[this.at]
  }

  /** The next element, whatever it is. Throws a MalformedError with `problem` when it is not whole. */
  readAny(problem: string): DerElement {
    const start = this.at
    const tag = this.bytes[start] ?? 0x1f
    const [size, headerSize] = this.lengthAt(start + 1)
    const from = start + 1 + headerSize
    if ((tag & 0x1f) === 0x1f || size === undefined || from + size > this.bytes.length)
      throw new MalformedError(problem)
    this.at = from + size
    return { tag, content: this.bytes.subarray(from, this.at), whole: this.bytes.subarray(start, this.at) }
  }

  /** The next element, which must have the tag. */
  readWhole(tag: number, problem: string): DerElement {
    if (this.nextTag !== tag) throw new MalformedError(problem)
    return this.readAny(problem)
  }

  read(tag: number, problem: string): Buffer {
    return this.readWhole(tag, problem).content
  }

  /** The contents of the next element if it has the tag. */
  readOptional(tag: number, problem: string): Buffer | undefined {
    return this.nextTag === tag ? this.read(tag, problem) : undefined
  }

  /** Reads the elements of the next one, which must be a sequence. */
  readSequence(problem: string): DerReader {
    return new DerReader(this.read(tags.sequence, problem))
  }

  private lengthAt(at: number): readonly [size: number | undefined, headerSize: number] {
    const first = this.bytes[at]
    if (first === undefined || first < 0x80) return [first, 1]
    const count = first & 0x7f
    if (count === 0 || count > 4 || at + count >= this.bytes.length) return [undefined, 1]
    const size = numberAt(this.bytes, at + 1, count)
    const isShortest = size >= 0x80 && size >= 2 ** (8 * (count - 1))
    return [isShortest ? size : undefined, 1 + count]
  }
}

// loops over numbers here and there: what walks over bytes by itself is compiled when it is first called

/** Whether these are the numbers of an object identifier, each in its shortest form. */
export function isObjectId(content: Buffer): boolean {
  let isFirst = true
  for (let at = 0; at < content.length; at++) {
    const byte = content[at] ?? 0
    if (isFirst && byte === 0x80) return false
    isFirst = byte < 0x80
  }
  return content.length > 0 && isFirst
}

/** The dots-and-numbers form of an object identifier. Throws for numbers above 2^31-1, as Go does. */
export function objectIdText(content: Buffer, problem: string): string {
  if (!isObjectId(content)) throw new MalformedError(problem)
  let text = ''
  let arc = 0
  for (let at = 0; at < content.length; at++) {
    const byte = content[at] ?? 0
    arc = arc * 128 + (byte & 0x7f)
    if (byte >= 0x80) continue
    if (arc > 0x7fffffff) throw new MalformedError(problem)
    text = text === '' ? firstTwo(arc) : `${text}.${arc}`
    arc = 0
  }
  return text
}

/** The first number stands for two. */
function firstTwo(number: number): string {
  const top = Math.min(Math.floor(number / 40), 2)
  return `${top}.${number - top * 40}`
}

/** True for the shortest form of a number. */
export function isShortestInteger(content: Buffer): boolean {
  const first = content[0]
  const second = content[1] ?? 0
  if (first === undefined) return false
  if (content.length === 1) return true
  return !(first === 0 && second < 0x80) && !(first === 0xff && second >= 0x80)
}

/** A number from 0 to 2^31-1; undefined for any other. */
export function smallInteger(content: Buffer): number | undefined {
  if (!isShortestInteger(content) || content.length > 4 || (content[0] ?? 0) >= 0x80) return undefined
  return numberAt(content, 0, content.length)
}

/** As Buffer's own method, which the executables load when it is first called. */
function numberAt(bytes: Buffer, at: number, count: number): number {
  let number = 0
  for (let each = at; each < at + count; each++) number = number * 256 + (bytes[each] ?? 0)
  return number
}

/** The bits of a bit string; those that fill up its last byte must be zero. */
export function bitsOf(content: Buffer, problem: string): Buffer {
  const unused = content[0]
  const last = content[content.length - 1] ?? 0
  if (unused === undefined || unused > 7 || (content.length === 1 && unused !== 0)) throw new MalformedError(problem)
  if (content.length > 1 && (last & ((1 << unused) - 1)) !== 0) throw new MalformedError(problem)
  return content.subarray(1)
}

/** DER's false and true. */
export function booleanOf(content: Buffer, problem: string): boolean {
  const value = content[0]
  if (content.length !== 1 || (value !== 0 && value !== 0xff)) throw new MalformedError(problem)
  return value === 0xff
}
