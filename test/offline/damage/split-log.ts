import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decode } from '../../../src/rpc/codec.ts'
import { raftEntryType } from '../../../src/rpc/fields.ts'
import { checksum, encodeRecord, type NaiveRecord, naiveLog } from './naive-log.ts'

const types = { metadata: 1, entry: 2, state: 3, crc: 4, snapshot: 5 } as const

/**
 * Puts the records of a log of one file into several, as a server does when one is full: each begins with the checksum so far, the
 * metadata, and the state.
 */
export function splitLog(folder: string, parts: number): void {
  const { records } = naiveLog(folder)
  for (const name of readdirSync(folder)) rmSync(join(folder, name))
  const entries = records.filter(({ type }) => type === types.entry).length
  const file = new SplitLog(folder, Math.ceil(entries / parts))
  for (const record of records) if (record.type !== types.crc) file.take(record)
  file.close()
}

class SplitLog {
  readonly #folder: string
  readonly #mostEntries: number
  #frames: Buffer[] = [encodeRecord(types.crc, 0, Buffer.alloc(0))]
  #crc = 0
  #entries = 0
  #sequence = 0
  #firstIndex = 0n
  #lastIndex = 0n
  #metadata: Buffer = Buffer.alloc(0)
  #state: Buffer | undefined

  constructor(folder: string, mostEntries: number) {
    this.#folder = folder
    this.#mostEntries = mostEntries
  }

  take({ type, data }: NaiveRecord): void {
    if (type === types.metadata) this.#metadata = data
    if (type === types.state) this.#state = data
    if (type === types.entry) {
      if (this.#entries === this.#mostEntries) this.#cut()
      this.#entries += 1
      this.#lastIndex = decode(raftEntryType, data).Index
    }
    this.#append(type, data)
  }

  close(): void {
    const hex = (value: bigint) => value.toString(16).padStart(16, '0')
    const name = `${hex(BigInt(this.#sequence))}-${hex(this.#firstIndex)}.wal`
    writeFileSync(join(this.#folder, name), Buffer.concat([...this.#frames, Buffer.alloc(4096)]))
  }

  #cut(): void {
    this.close()
    this.#sequence += 1
    this.#firstIndex = this.#lastIndex + 1n
    this.#entries = 0
    this.#frames = [encodeRecord(types.crc, this.#crc, Buffer.alloc(0))]
    this.#append(types.metadata, this.#metadata)
    if (this.#state !== undefined) this.#append(types.state, this.#state)
  }

  #append(type: number, data: Buffer): void {
    this.#crc = checksum(this.#crc, data)
    this.#frames.push(encodeRecord(type, this.#crc, data))
  }
}
