import { roomFor, utf8 } from '../../base/bytes.ts'
import type { KeyValue } from '../../rpc/messages.ts'

/** Worth a write of its own, with room for one more key-value of usual size. */
const pieceSize = 128 * 1024
const roomSize = pieceSize + 8 * 1024
/** Few key-values need no more, and there may be many results of few. */
const firstRoom = 1024
const zero = 48
/** Where the digits of a number stand until it is known how many there are. */
const digits = new Uint8Array(20)

/**
 * Writes key-values, or what holds them, right into bytes: making, joining and encoding a text for each takes several
 * times as long, and ranges hold very many.
 */
export abstract class PairWriter<Item extends object = KeyValue> {
  protected bytes = roomFor(firstRoom)
  protected at = 0;

  /**
   * The items in large pieces, after those of earlier calls; pieces among the items are handed on in order. Each piece
   * holds until the next is asked for.
   */
  *pieces(parts: Iterable<Item | Uint8Array>): Generator<Uint8Array, void, undefined> {
    for (const part of parts) {
      const isPiece = part instanceof Uint8Array
      if (!isPiece) this.add(part)
      if (this.at >= pieceSize || (isPiece && this.at > 0)) yield this.take()
      if (isPiece) yield this.fitted(part)
    }
    if (this.at > 0) yield this.take()
  }

  protected abstract add(item: Item): void

  /** A piece that was written elsewhere, as it has to look after what came before. */
  protected fitted(piece: Uint8Array): Uint8Array {
    return piece
  }

  private take(): Uint8Array {
    const piece = this.bytes.subarray(0, this.at)
    this.at = 0
    return piece
  }

  /** Nothing checks later that what is put has room. */
  protected makeRoom(size: number): void {
    if (this.at + size <= this.bytes.length) return
    const larger = roomFor(Math.max(this.at + size, Math.min(2 * this.bytes.length, roomSize)))
    larger.set(this.bytes.subarray(0, this.at))
    this.bytes = larger
  }

  protected put(byte: number): void {
    this.bytes[this.at++] = byte
  }

  protected addName(name: Uint8Array): void {
    const { bytes, at } = this
    for (let index = 0; index < name.length; index++) bytes[at + index] = name[index] ?? 0
    this.at += name.length
  }

  protected addNumber(value: bigint): void {
    if (value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER)) this.addName(utf8(value.toString()))
    else this.addDigits(Number(value))
  }

  private addDigits(value: number): void {
    let first = digits.length
    let rest = value
    do {
      const quotient = Math.floor(rest / 10)
      digits[--first] = zero + (rest - quotient * 10)
      rest = quotient
    } while (rest > 0)
    for (let index = first; index < digits.length; index++) this.put(digits[index] ?? 0)
  }
}
