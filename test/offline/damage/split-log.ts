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
  private readonly folder: string
  private readonly mostEntries: number
  private frames: Buffer[] = [encodeRecord(types.crc, 0, Buffer.alloc(0))]
  private crc = 0
  private entries = 0
  private sequence = 0
  private firstIndex = 0n
  private lastIndex = 0n
  private metadata: Buffer = Buffer.alloc(0)
  private state: Buffer | undefined

  constructor(folder: string, mostEntries: number) {
    this.folder = folder
    this.mostEntries = mostEntries
  }

  take({ type, data }: NaiveRecord): void {
    if (type === types.metadata) this.metadata = data
    if (type === types.state) this.state = data
    if (type === types.entry) {
      if (this.entries === this.mostEntries) this.cut()
      this.entries += 1
      this.lastIndex = decode(raftEntryType, data).Index
    }
    this.append(type, data)
  }

  close(): void {
    const hex = (value: bigint) => value.toString(16).padStart(16, '0')
    const name = `${hex(BigInt(this.sequence))}-${hex(this.firstIndex)}.wal`
    writeFileSync(join(this.folder, name), Buffer.concat([...this.frames, Buffer.alloc(4096)]))
  }

  private cut(): void {
    this.close()
    this.sequence += 1
    this.firstIndex = this.lastIndex + 1n
    this.entries = 0
    this.frames = [encodeRecord(types.crc, this.crc, Buffer.alloc(0))]
    this.append(types.metadata, this.metadata)
    if (this.state !== undefined) this.append(types.state, this.state)
  }

  private append(type: number, data: Buffer): void {
    this.crc = checksum(this.crc, data)
    this.frames.push(encodeRecord(type, this.crc, data))
  }
}
