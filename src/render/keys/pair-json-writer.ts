import { utf8 } from '../../base/bytes.ts'
import type { KeyValue } from '../../rpc/messages.ts'
import { PairWriter } from './pair-writer.ts'

/** The names, the numbers and the brackets of one key-value are shorter. */
const fixedSize = 256

const alphabet = utf8('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
const comma = 44
const open = 123
const close = 125
const quote = 34
const padding = 61
/** From this size on a text in between is faster than the loop. */
const manyBytes = 1024
/** Whole groups of three. */
const encodedAtOnce = 48 * 1024

const names = {
  key: utf8(',"key":"'),
  createRevision: utf8(',"create_revision":'),
  modRevision: utf8(',"mod_revision":'),
  version: utf8(',"version":'),
  value: utf8(',"value":"'),
  lease: utf8(',"lease":'),
}

/** Writes JSON objects that hold key-values, with a comma between them. */
export abstract class JsonListWriter<Item extends object> extends PairWriter<Item> {
  private hasWritten = false

  protected add(item: Item): void {
    this.makeRoom(1)
    if (this.hasWritten) this.put(comma)
    this.hasWritten = true
    this.addObject(item)
  }

  protected abstract addObject(item: Item): void

  /** A key-value as `messageToJson` writes it, several times faster: ranges hold very many. */
  protected addPair(kv: KeyValue): void {
    this.makeRoom(fixedSize + base64Size(kv.key) + base64Size(kv.value))
    const start = this.at
    if (kv.key.length > 0) this.addBytes(names.key, kv.key)
    if (kv.createRevision !== 0n) this.addCount(names.createRevision, kv.createRevision)
    if (kv.modRevision !== 0n) this.addCount(names.modRevision, kv.modRevision)
    if (kv.version !== 0n) this.addCount(names.version, kv.version)
    if (kv.value.length > 0) this.addBytes(names.value, kv.value)
    if (kv.lease !== 0n) this.addCount(names.lease, kv.lease)
    // in place of the first name's comma
    if (this.at === start) this.at++
    this.bytes[start] = open
    this.put(close)
  }

  /** Nothing stands in front of the first comma. */
  protected override fitted(piece: Uint8Array): Uint8Array {
    const isFirst = !this.hasWritten
    this.hasWritten = true
    return isFirst ? piece.subarray(1) : piece
  }

  private addCount(name: Uint8Array, value: bigint): void {
    this.addName(name)
    this.addNumber(value)
  }

  /** Standard base64 with padding, up to the quote. */
  private addBytes(name: Uint8Array, input: Uint8Array): void {
    this.addName(name)
    if (input.length < manyBytes) this.addFew(input)
    else this.addMany(input)
    this.put(quote)
  }

  /** A text for each piece in between, so that no value stands twice in memory. */
  private addMany(input: Uint8Array): void {
    const { bytes } = this
    const out = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    for (let from = 0; from < input.length; from += encodedAtOnce) {
      const length = Math.min(encodedAtOnce, input.length - from)
      const piece = Buffer.from(input.buffer, input.byteOffset + from, length)
      this.at += out.write(piece.toString('base64'), this.at, 'latin1')
    }
  }

  /** Writes group by group, without text between them. */
  private addFew(input: Uint8Array): void {
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

/** Writes key-values as the elements of a list. */
export class PairJsonWriter extends JsonListWriter<KeyValue> {
  protected addObject(kv: KeyValue): void {
    this.addPair(kv)
  }
}

function base64Size({ length }: Uint8Array): number {
  return Math.ceil(length / 3) * 4
}
