import { KubernetesError } from './kubernetes-error.ts'

export const varint = 0
export const fixed64 = 1
export const lengthDelimited = 2
export const fixed32 = 5

let strictText: InstanceType<typeof TextDecoder> | undefined

/** Reads the fields of one message of protobuf. Everything throws a KubernetesError for bytes that are cut short or malformed. */
export class WireReader {
  private readonly bytes: Uint8Array
  private at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.at >= this.bytes.length
  }

  tag(): { readonly number: number; readonly wireType: number } {
    const tag = this.unsigned()
    const number = Number(tag >> 3n)
    if (number === 0 || number > 0x1fffffff) throw new KubernetesError(`field number ${number} is none`)
    return { number, wireType: Number(tag & 7n) }
  }

  /** A varint as it stands, of 64 bits. */
  unsigned(): bigint {
    let low = 0
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.byte()
      low |= (byte & 0x7f) << shift
      if (byte < 0x80) return BigInt(low)
    }
    let value = BigInt(low)
    for (let shift = 28n; shift < 70n; shift += 7n) {
      const byte = this.byte()
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return checked(value)
    }
    throw new KubernetesError('a number is longer than 64 bits')
  }

  signed(): bigint {
    return BigInt.asIntN(64, this.unsigned())
  }

  /** A view, not a copy. */
  delimited(): Uint8Array {
    const length = this.unsigned()
    return this.take(length > BigInt(this.bytes.length) ? this.bytes.length + 1 : Number(length))
  }

  text(): string {
    return textOf(this.delimited())
  }

  /** The little-endian number of 4 or 8 bytes. */
  fixed(size: 4 | 8): bigint {
    return this.take(size).reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n)
  }

  private take(size: number): Uint8Array {
    const end = this.at + size
    if (end > this.bytes.length) throw new KubernetesError('it is cut short')
    const taken = this.bytes.subarray(this.at, end)
    this.at = end
    return taken
  }

  private byte(): number {
    const byte = this.bytes[this.at]
    if (byte === undefined) throw new KubernetesError('it is cut short')
    this.at++
    return byte
  }
}

function checked(value: bigint): bigint {
  if (value >= 1n << 64n) throw new KubernetesError('a number is longer than 64 bits')
  return value
}

/** Throws a KubernetesError for what is not UTF-8: a stand-in for it would hide what is stored. */
export function textOf(bytes: Uint8Array): string {
  strictText ??= new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  try {
    return strictText.decode(bytes)
  } catch (cause) {
    throw new KubernetesError('a text is not UTF-8', 1, { cause })
  }
}
