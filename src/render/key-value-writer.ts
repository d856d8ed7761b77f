import { roomFor, utf8 } from '../bytes.ts'
import type { KeyValue } from '../rpc/messages.ts'

/** Worth a write of its own, with room for one more key-value of usual size. */
const pieceSize = 128 * 1024
const roomSize = pieceSize + 8 * 1024
/** The names, the numbers and the brackets of one key-value are shorter. */
const frameSize = 256

const alphabet = utf8('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
const comma = 44
const open = 123
const close = 125
const quote = 34
const padding = 61
const zero = 48

const names = {
  key: utf8(',"key":"'),
  createRevision: utf8(',"create_revision":'),
  modRevision: utf8(',"mod_revision":'),
  version: utf8(',"version":'),
  value: utf8(',"value":"'),
  lease: utf8(',"lease":'),
}

/**
 * Writes key-values as `keyValueJson` does, with a comma between them, right into bytes: making, joining and encoding a text for
 * each takes three times as long, and ranges hold very many.
 */
export class KeyValueWriter {
  private bytes = roomFor(roomSize)
  private at = 0
  private hasWritten = false
  private readonly digits = new Uint8Array(20);

  /** The key-values in large pieces, behind those of the calls before. */
  *pieces(kvs: Iterable<KeyValue>): Generator<Uint8Array, void, undefined> {
    for (const kv of kvs) {
      this.add(kv)
      if (this.at >= pieceSize) yield this.take()
    }
    if (this.at > 0) yield this.take()
  }

  private take(): Uint8Array {
    const piece = this.bytes.subarray(0, this.at)
    this.bytes = roomFor(roomSize)
    this.at = 0
    return piece
  }

  private add(kv: KeyValue): void {
    this.makeRoom(frameSize + base64Size(kv.key) + base64Size(kv.value))
    if (this.hasWritten) this.put(comma)
    this.hasWritten = true
    const start = this.at
    if (kv.key.length > 0) this.addBytes(names.key, kv.key)
    if (kv.createRevision !== 0n) this.addNumber(names.createRevision, kv.createRevision)
    if (kv.modRevision !== 0n) this.addNumber(names.modRevision, kv.modRevision)
    if (kv.version !== 0n) this.addNumber(names.version, kv.version)
    if (kv.value.length > 0) this.addBytes(names.value, kv.value)
    if (kv.lease !== 0n) this.addNumber(names.lease, kv.lease)
    // in place of the first name's comma
    if (this.at === start) this.at++
    this.bytes[start] = open
    this.put(close)
  }

  private makeRoom(size: number): void {
    if (this.at + size <= this.bytes.length) return
    const larger = roomFor(this.at + size)
    larger.set(this.bytes.subarray(0, this.at))
    this.bytes = larger
  }

  private put(byte: number): void {
    this.bytes[this.at++] = byte
  }

  private addName(name: Uint8Array): void {
    const { bytes, at } = this
    for (let index = 0; index < name.length; index++) bytes[at + index] = name[index] ?? 0
    this.at += name.length
  }

  private addNumber(name: Uint8Array, value: bigint): void {
    this.addName(name)
    if (value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER)) this.addName(utf8(value.toString()))
    else this.addDigits(Number(value))
  }

  private addDigits(value: number): void {
    const { digits } = this
    let first = digits.length
    let rest = value
    do {
      const quotient = Math.floor(rest / 10)
      digits[--first] = zero + (rest - quotient * 10)
      rest = quotient
    } while (rest > 0)
    for (let index = first; index < digits.length; index++) this.put(digits[index] ?? 0)
  }

  /** Standard base64 with padding, up to the quote. */
  private addBytes(name: Uint8Array, input: Uint8Array): void {
    this.addName(name)
    const { bytes } = this
    let { at } = this
    const whole = input.length - (input.length % 3)
    for (let index = 0; index < whole; index += 3) {
      const bits = ((input[index] ?? 0) << 16) | ((input[index + 1] ?? 0) << 8) | (input[index + 2] ?? 0)
      bytes[at] = alphabet[bits >>> 18] ?? 0
      bytes[at + 1] = alphabet[(bits >>> 12) & 63] ?? 0
      bytes[at + 2] = alphabet[(bits >>> 6) & 63] ?? 0
      bytes[at + 3] = alphabet[bits & 63] ?? 0
      at += 4
    }
    this.at = at
    if (whole < input.length) this.addTail(input[whole] ?? 0, input.length - whole === 2 ? input[whole + 1] : undefined)
    this.put(quote)
  }

  /** One or two bytes and the padding. */
  private addTail(first: number, second: number | undefined): void {
    const bits = (first << 16) | ((second ?? 0) << 8)
    this.put(alphabet[bits >>> 18] ?? 0)
    this.put(alphabet[(bits >>> 12) & 63] ?? 0)
    this.put(second === undefined ? padding : (alphabet[(bits >>> 6) & 63] ?? 0))
    this.put(padding)
  }
}

function base64Size({ length }: Uint8Array): number {
  return Math.ceil(length / 3) * 4
}
