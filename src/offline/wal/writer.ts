import { spawnSync } from 'node:child_process'
import { closeSync, fdatasyncSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { CliError } from '../../base/errors.ts'
import { encode } from '../../rpc/codec.ts'
import { walRecordType } from '../../rpc/fields.ts'
import { crc32c } from '../checksum/crc32c.ts'
import { onFile } from '../files/file-failure.ts'
import { encodeHead, headBytes, paddingOf, recordTypes } from './record.ts'
import { segmentBytes, segmentName } from './segment.ts'

const batchBytes = 1024 * 1024
const noData = new Uint8Array()

/**
 * Writes the first segment of a new log into a folder: mode 0600, its space taken beforehand, and a checksum that runs
 * over the data of all records. Every call throws a CliError when the file system refuses.
 */
export class WalWriter {
  private readonly path: string
  private readonly fd: number
  private crc = 0
  private batch: Uint8Array[] = []
  private batchBytes = 0
  private written = 0
  private isOpen = true

  constructor(folder: string) {
    this.path = join(folder, segmentName(0n, 0n))
    this.fd = onFile('open', this.path, (exact) => openSync(exact, 'wx', 0o600))
    try {
      takeSpace(this.path, this.fd)
    } catch (error) {
      this.abort()
      throw error
    }
    this.append(recordTypes.crc)
  }

  /** Adds one record. The data is copied. */
  append(type: number, data?: Uint8Array): void {
    this.crc = crc32c(this.crc, data ?? noData)
    const record = encode(walRecordType, { type: BigInt(type), crc: this.crc, data })
    const padding = paddingOf(record.length)
    this.batch.push(encodeHead(record.length), record, new Uint8Array(padding))
    this.batchBytes += headBytes + record.length + padding
    if (this.batchBytes >= batchBytes) this.flush()
  }

  /** Brings everything to the disk and closes the file. */
  finish(): void {
    this.flush()
    onFile('fdatasync', this.path, () => fdatasyncSync(this.fd))
    this.abort()
  }

  /** Closes the file as it is; nothing happens when it is closed already. */
  abort(): void {
    if (!this.isOpen) return
    this.isOpen = false
    closeSync(this.fd)
  }

  private flush(): void {
    const bytes = Buffer.concat(this.batch, this.batchBytes)
    this.batch = []
    this.batchBytes = 0
    onFile('write', this.path, () => {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.fd, bytes, at, bytes.length - at, this.written + at)
    })
    this.written += bytes.length
  }
}

/** Node has no call for it: a full disk is to show now and not when a server writes. Without the program it is a hole. */
function takeSpace(path: string, fd: number): void {
  const run = spawnSync('fallocate', ['-l', String(segmentBytes), '/proc/self/fd/3'], {
    stdio: ['ignore', 'ignore', 'pipe', fd],
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
  })
  if (run.status === 0) return
  if (/no space left/i.test(String(run.stderr))) throw new CliError(`fallocate ${path}: no space left on device`)
  onFile('truncate', path, () => ftruncateSync(fd, segmentBytes))
}
