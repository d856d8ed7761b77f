import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { CliError } from '../base/errors.ts'
import { isInRange, isOpenRange, type KeyRange } from '../base/ranges.ts'
import { onFile } from '../offline/files/file-failure.ts'
import { openToRead } from '../offline/files/file-source.ts'
import { KeyList } from '../offline/keys/key-list.ts'
import { KeyRun } from '../offline/keys/key-run.ts'
import { MergedKeys } from '../offline/keys/merged-keys.ts'
import type { SortedKeys } from '../offline/keys/sorted-keys.ts'
import type { KeyValue } from '../rpc/messages.ts'
import { countIn, placesIn } from './entry-batches.ts'
import { type KeyRecord, parseKeyRecord } from './key-record.ts'
import type { Batch, Change, ReadOptions, Source } from './source.ts'

const pieceBytes = 256 * 1024
const newline = 10
/** Keys that are more than this go to a temporary file. */
const mostBytes = 32 << 20

/** The key-values in a file of lines, which `get -w jsonl` wrote, in any order. Throws a CliError for another line. */
export function openLinesFile(name: string, path: string): Source {
  return new LinesSource(name, openToRead(path))
}

/** The same from a stream, which is read to its end first: it goes to a temporary file without a name. */
export async function openLinesStream(name: string, stream: Readable): Promise<Source> {
  const path = join(tmpdir(), `etcdctl-lines-${Math.random().toString(36).slice(2)}`)
  const fd = onFile('open', path, (exact) => openSync(exact, 'wx+', 0o600))
  try {
    unlinkSync(path)
    for await (const chunk of stream) onFile('write', path, () => writeAll(fd, chunk as Uint8Array))
    return new LinesSource(name, fd)
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done)
}

class LinesSource implements Source {
  readonly name: string
  private readonly fd: number
  private keys: SortedKeys | undefined

  constructor(name: string, fd: number) {
    this.name = name
    this.fd = fd
  }

  revision(): Promise<undefined> {
    return Promise.resolve(undefined)
  }

  async *range(range: KeyRange, { keysOnly = false, limit = 0n }: ReadOptions = {}): AsyncGenerator<Batch, void> {
    const keys = this.sorted()
    const whole = wholeRange(range)
    let before: Uint8Array | undefined
    for (const places of placesIn(keys, whole, limit)) {
      const batch: KeyValue[] = []
      for (const { at, length } of places) {
        const { kv, hasValue } = this.read(at, length)
        if (before !== undefined && Buffer.compare(before, kv.key) === 0) throw this.fault('a key stands there twice')
        if (!hasValue && !keysOnly) throw this.fault('a record has no value: it was written with --keys-only')
        before = kv.key
        batch.push(keysOnly ? { ...kv, value: new Uint8Array() } : kv)
      }
      yield batch
    }
  }

  async firstKey(range: KeyRange): Promise<Uint8Array | undefined> {
    for (const { key } of this.sorted().from(range.key)) {
      return isOpenRange(range) || isInRange(range, key) ? new Uint8Array(key) : undefined
    }
    return undefined
  }

  async count(range: KeyRange): Promise<bigint> {
    return countIn(this.sorted(), wholeRange(range))
  }

  // biome-ignore lint/correctness/useYield: there is nothing to give
  async *history(): AsyncGenerator<Change, void> {
    throw this.fault('a list of key-values tells no history')
  }

  async close(): Promise<void> {
    this.keys?.close()
    closeSync(this.fd)
  }

  private sorted(): SortedKeys {
    this.keys ??= this.sort()
    return this.keys
  }

  private sort(): SortedKeys {
    const runs: KeyRun[] = []
    let list = new KeyList()
    this.visitLines((line, at, number) => {
      const { kv } = parseKeyRecord(line, `${this.name}, line ${number}`)
      list.add(kv.key, 0, kv.key.length, at, line.length)
      if (list.sizeBytes < mostBytes) return
      list.sort()
      runs.push(KeyRun.write(list.from(new Uint8Array(0))))
      list = new KeyList()
    })
    list.sort()
    return runs.length === 0 ? list : new MergedKeys([...runs, list])
  }

  /** Calls `each` for every line that is not empty. */
  private visitLines(each: (line: Buffer, at: number, number: number) => void): void {
    let rest: Buffer = Buffer.alloc(0)
    let restAt = 0
    let number = 0
    for (;;) {
      const piece = this.bytes(restAt + rest.length, pieceBytes)
      const bytes = Buffer.concat([rest, piece])
      let start = 0
      for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
        number += 1
        if (end > start) each(bytes.subarray(start, end), restAt + start, number)
        start = end + 1
      }
      restAt += start
      rest = bytes.subarray(start)
      if (piece.length > 0) continue
      if (rest.length > 0) throw this.fault(`line ${number + 1} does not end: the list was cut off`)
      return
    }
  }

  private read(at: number, length: number): KeyRecord {
    return parseKeyRecord(this.bytes(at, length), this.name)
  }

  private bytes(at: number, length: number): Buffer {
    const bytes = Buffer.alloc(length)
    let filled = 0
    while (filled < length) {
      const got = onFile('read', this.name, () => readSync(this.fd, bytes, filled, length - filled, at + filled))
      if (got === 0) break
      filled += got
    }
    return bytes.subarray(0, filled)
  }

  private fault(what: string): CliError {
    return new CliError(`${this.name}: ${what}`)
  }
}

/** The range of one key with an end: that is the key right behind it. */
function wholeRange({ key, rangeEnd }: KeyRange): KeyRange {
  return { key, rangeEnd: rangeEnd.length > 0 ? rangeEnd : Buffer.concat([key, Buffer.from([0])]) }
}
