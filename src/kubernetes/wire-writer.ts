import { joinBytes, utf8 } from '../base/bytes.ts'
import { fixed32, fixed64, lengthDelimited, varint } from './wire-reader.ts'

/** Writes the fields of one message of protobuf, in the order of the calls. */
export class WireWriter {
  private readonly parts: Uint8Array[] = []

  finish(): Uint8Array {
    return joinBytes(this.parts)
  }

  varint(number: number, value: bigint): void {
    this.parts.push(varintBytes(tagOf(number, varint)), varintBytes(value))
  }

  delimited(number: number, bytes: Uint8Array): void {
    this.parts.push(varintBytes(tagOf(number, lengthDelimited)), varintBytes(BigInt(bytes.length)), bytes)
  }

  text(number: number, text: string): void {
    this.delimited(number, utf8(text))
  }

  fixed(number: number, size: 4 | 8, value: bigint): void {
    const bytes = new Uint8Array(size)
    for (let at = 0; at < size; at++) bytes[at] = Number((value >> BigInt(8 * at)) & 0xffn)
    this.parts.push(varintBytes(tagOf(number, size === 4 ? fixed32 : fixed64)), bytes)
  }
}

function tagOf(number: number, wireType: number): bigint {
  return (BigInt(number) << 3n) | BigInt(wireType)
}

/** A negative number takes ten bytes, as one of 64 bits. */
function varintBytes(value: bigint): Uint8Array {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, value)
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80)
  bytes.push(Number(rest))
  return Uint8Array.from(bytes)
}
