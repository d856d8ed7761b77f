import { statSync } from 'node:fs'
import { CliError } from '../base/errors.ts'
import type { Release } from '../base/release.ts'
import type { BoltReader, Leaf } from './bbolt/reader.ts'
import { type BoltWriter, createBolt } from './bbolt/writer.ts'
import { checkDatabaseExists, databasePath } from './data-dir/paths.ts'
import { copiedContent, memberContent, refuseOtherContent } from './database/content.ts'
import { readDatabase } from './database/patch-database.ts'
import { replaceDatabase } from './database/replace-database.ts'
import { onFile } from './files/file-failure.ts'
import { refuseInterrupted } from './interruption.ts'
import type { WaitOptions } from './lock/database-lock.ts'
import { lockFile } from './lock/lock.ts'

export interface DefragOptions {
  readonly dataDir: string
  readonly release: Release
  /** How to wait for a server to let go of the database. */
  readonly lock: WaitOptions
}

export interface DatabaseSize {
  readonly bytes: number
  /** Without free pages. */
  readonly bytesInUse: number
}

export interface DefragReport {
  /** Of the files. */
  readonly bytesBefore: number
  readonly bytesAfter: number
  readonly before: DatabaseSize
  readonly after: DatabaseSize
  /** As in `Replaced`. */
  readonly unsynced: string | undefined
}

/**
 * Writes the database of a stopped member anew, without free pages. Throws a CliError, also for a database that is damaged;
 * nothing is changed then.
 */
export async function defragDataDir(options: DefragOptions): Promise<DefragReport> {
  const { dataDir, release } = options
  checkDatabaseExists(dataDir)
  const path = databasePath(dataDir)
  const lock = await lockFile(path, { ...options.lock, mode: 'exclusive' })
  try {
    const bytesBefore = sizeOf(path)
    const { signal } = options.lock
    const { built, unsynced } = await replaceDatabase(path, { lock, signal }, (part) =>
      writeCompact(path, part, { release, signal }),
    )
    return { bytesBefore, bytesAfter: sizeOf(path), ...built, unsynced }
  } finally {
    lock.release()
  }
}

type Sizes = Pick<DefragReport, 'before' | 'after'>

interface CompactOptions {
  readonly release: Release
  readonly signal: AbortSignal | undefined
}

async function writeCompact(from: string, to: string, { release, signal }: CompactOptions): Promise<Sizes> {
  const { content, before } = readDatabase(from, release, (reader) => {
    const stray = reader.rootEntries().find(({ isBucket }) => !isBucket)
    if (stray !== undefined) throw new CliError(`backend: cannot defrag bucket ${Buffer.from(stray.name).toString()}`)
    const content = memberContent(reader, release)
    const before = onFile('write', to, () => copyBuckets(reader, createBolt(to, { pageSize: reader.pageSize })))
    return { content, before }
  })
  await refuseInterrupted(signal)
  const bytes = readDatabase(to, release, (reader) => {
    refuseOtherContent(content, copiedContent(reader, release))
    return reader.sizeBytes
  })
  // what is written in one go has no free pages
  return { before, after: { bytes, bytesInUse: bytes } }
}

function copyBuckets(reader: BoltReader, writer: BoltWriter): DatabaseSize {
  const seen = reader.rootPages()
  try {
    for (const name of reader.bucketNames()) {
      const bucket = reader.bucket(name)
      writer.bucket(name, bucket?.sequence)
      bucket?.visitLeaves((leaf) => copyLeaf(leaf, writer), seen)
    }
    writer.finish()
  } finally {
    writer.abort()
  }
  return { bytes: reader.sizeBytes, bytesInUse: seen.count * reader.pageSize }
}

function copyLeaf({ bytes, count, keyStarts, valueStarts, valueEnds }: Leaf, writer: BoltWriter): void {
  for (let index = 0; index < count; index++) {
    const valueStart = valueStarts[index]
    writer.put(bytes.subarray(keyStarts[index], valueStart), bytes.subarray(valueStart, valueEnds[index]))
  }
}

function sizeOf(path: string): number {
  return onFile('stat', path, (exact) => statSync(exact)).size
}
