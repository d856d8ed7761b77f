import { readSync } from 'node:fs'
import { BoltError } from '../offline/bbolt/bolt-error.ts'
import { onFile } from '../offline/files/file-failure.ts'
import type { Source as Bytes, FileSource } from '../offline/files/file-source.ts'
import type { MessagePlace } from '../offline/keys/newest-entry.ts'
import { PackedPairs, pairTag } from '../rpc/key-value/packed-pairs.ts'

/** Bytes between two messages that are read along rather than left out by another call. */
const farthest = 4096
const mostAtOnce = 1 << 20

/** Reads encoded KeyValues out of a file, many at a time in the order in which they lie there. */
export class MessageReader {
  private readonly bytes: Bytes
  private readonly fd: number | undefined
  private buffer = new Uint8Array(64 * 1024)

  /** `file` is what `bytes` reads, when it is no memory. */
  constructor(bytes: Bytes, file: FileSource | undefined) {
    this.bytes = bytes
    this.fd = file === bytes ? file.fd : undefined
  }

  /** The messages side by side, as in the answer to a range request. */
  packed(places: readonly MessagePlace[]): PackedPairs {
    const starts: number[] = []
    let size = 0
    for (const { length } of places) {
      starts.push(size)
      size += 1 + varintSize(length) + length
    }
    const bytes = new Uint8Array(size)
    const order = places.map((_, index) => index).sort((a, b) => (places[a]?.at ?? 0) - (places[b]?.at ?? 0))
    this.copy(places, order, (index, message) => putMessage(bytes, starts[index] ?? 0, message))
    return new PackedPairs(bytes, places.length, starts.at(-1) ?? 0, malformed)
  }

  private copy(
    places: readonly MessagePlace[],
    order: readonly number[],
    put: (index: number, message: Uint8Array) => void,
  ): void {
    for (let first = 0; first < order.length; ) {
      const { at: start, length } = places[order[first] ?? 0] ?? { at: 0, length: 0 }
      let end = start + length
      let next = first + 1
      for (; next < order.length; next++) {
        const place = places[order[next] ?? 0]
        if (place === undefined || place.at - end > farthest || place.at + place.length - start > mostAtOnce) break
        end = Math.max(end, place.at + place.length)
      }
      const bytes = this.read(start, end - start)
      for (; first < next; first++) {
        const index = order[first] ?? 0
        const place = places[index] ?? { at: start, length: 0 }
        put(index, bytes.subarray(place.at - start, place.at - start + place.length))
      }
    }
  }

  private read(at: number, length: number): Uint8Array {
    const { fd } = this
    if (fd === undefined) return this.bytes.read(at, length)
    if (this.buffer.length < length) this.buffer = new Uint8Array(length)
    for (let filled = 0; filled < length; ) {
      const got = onFile('read', this.bytes.path, () => readSync(fd, this.buffer, filled, length - filled, at + filled))
      if (got === 0) throw new BoltError('the file ends within a value')
      filled += got
    }
    return this.buffer
  }
}

function putMessage(bytes: Uint8Array, start: number, message: Uint8Array): void {
  let at = start
  bytes[at++] = pairTag
  let rest = message.length
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes[at++] = (rest % 128) | 0x80
  bytes[at++] = rest
  bytes.set(message, at)
}

function varintSize(length: number): number {
  let size = 1
  for (let rest = length; rest > 0x7f; rest = Math.floor(rest / 128)) size++
  return size
}

function malformed(error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error)
  return new BoltError(`an entry of the bucket "key" holds no key-value: ${reason}`)
}
