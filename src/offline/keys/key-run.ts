import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compareBytes, i32le, u32le, viewOf } from '../bytes.ts'
import { onFile } from '../files/file-failure.ts'
import { type KeyEntry, keyAt, type SortedKeys } from './sorted-keys.ts'

/** A block is read as one; its first key is kept in memory. */
const blockBytes = 64 * 1024
/** Length of the key, place of the message in two halves, and its length. */
const headBytes = 16

interface Block {
  readonly firstKey: Uint8Array
  readonly at: number
  readonly length: number
}

/** Sorted keys in a temporary file without a name, which is gone with this process. */
export class KeyRun implements SortedKeys {
  private readonly fd: number
  private readonly path: string
  private readonly blocks: readonly Block[]

  private constructor(fd: number, path: string, blocks: readonly Block[]) {
    this.fd = fd
    this.path = path
    this.blocks = blocks
  }

  /** Throws a CliError when the file cannot be written. */
  static write(entries: Iterable<KeyEntry>): KeyRun {
    const path = join(tmpdir(), `etcdctl-keys-${Math.random().toString(36).slice(2)}`)
    const fd = onFile('open', path, (exact) => openSync(exact, 'wx+', 0o600))
    try {
      // what nobody can open is left behind by no crash
      unlinkSync(path)
      return new KeyRun(
        fd,
        path,
        onFile('write', path, () => writeBlocks(fd, entries)),
      )
    } catch (error) {
      closeSync(fd)
      throw error
    }
  }

  *from(key: Uint8Array): Generator<KeyEntry, void, undefined> {
    for (let index = this.blockOf(key); index < this.blocks.length; index++) {
      for (const entry of entriesOf(this.read(index))) if (compareBytes(entry.key, key) >= 0) yield entry
    }
  }

  close(): void {
    closeSync(this.fd)
  }

  /** The last block whose first key is not above this one, or the first block. */
  private blockOf(key: Uint8Array): number {
    let low = 0
    let high = this.blocks.length
    while (high - low > 1) {
      const middle = (low + high) >>> 1
      if (compareBytes(this.blocks[middle]?.firstKey ?? key, key) <= 0) low = middle
      else high = middle
    }
    return low
  }

  private read(index: number): Uint8Array {
    const { at = 0, length = 0 } = this.blocks[index] ?? {}
    const bytes = new Uint8Array(length)
    for (let filled = 0; filled < length; ) {
      const got = onFile('read', this.path, () => readSync(this.fd, bytes, filled, length - filled, at + filled))
      if (got === 0) throw new Error('the temporary file ends early')
      filled += got
    }
    return bytes
  }
}

function writeBlocks(fd: number, entries: Iterable<KeyEntry>): Block[] {
  const blocks: Block[] = []
  let buffer = new Uint8Array(blockBytes)
  let [used, at] = [0, 0]
  let firstKey = new Uint8Array(0)
  const flush = () => {
    if (used === 0) return
    for (let done = 0; done < used; ) done += writeSync(fd, buffer, done, used - done, at + done)
    blocks.push({ firstKey, at, length: used })
    at += used
    used = 0
  }
  for (const entry of entries) {
    const size = headBytes + entry.key.length
    if (used + size > blockBytes) flush()
    if (size > buffer.length) buffer = new Uint8Array(size)
    if (used === 0) firstKey = new Uint8Array(entry.key)
    putEntry(buffer, used, entry)
    used += size
  }
  flush()
  return blocks
}

function putEntry(buffer: Uint8Array, at: number, { key, messageAt, messageLength }: KeyEntry): void {
  const view = viewOf(buffer)
  view.setUint32(at, key.length, true)
  view.setUint32(at + 4, messageAt % 2 ** 32, true)
  view.setUint32(at + 8, Math.floor(messageAt / 2 ** 32), true)
  view.setUint32(at + 12, messageLength, true)
  buffer.set(key, at + headBytes)
}

function* entriesOf(bytes: Uint8Array): Generator<KeyEntry, void, undefined> {
  for (let at = 0; at < bytes.length; ) {
    const length = i32le(bytes, at)
    yield {
      key: keyAt(bytes, at + headBytes, length),
      messageAt: u32le(bytes, at + 4) + u32le(bytes, at + 8) * 2 ** 32,
      messageLength: u32le(bytes, at + 12),
    }
    at += headBytes + length
  }
}
