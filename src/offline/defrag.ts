import { statSync } from 'node:fs'
import { CliError } from '../cli/errors.ts'
import type { Release } from '../cli/profile.ts'
import type { BoltReader } from './bbolt/reader.ts'
import { type BoltWriter, createBolt } from './bbolt/writer.ts'
import { memberContent, refuseOtherContent, soundContent } from './content.ts'
import { checkDatabaseExists, databasePath } from './data-dir.ts'
import type { WaitOptions } from './database-lock.ts'
import { onFile } from './file-failure.ts'
import { lockFile } from './lock.ts'
import { readDatabase } from './patch-database.ts'
import { replaceDatabase } from './replace-database.ts'

export interface DefragOptions {
  readonly dataDir: string
  readonly release: Release
  /** How to wait for a server to let go of the database. */
  readonly lock: WaitOptions
  /** Called before the work; only with it are sizes found out, which takes a pass over all pages. */
  readonly onStart?: ((size: DatabaseSize) => Promise<void>) | undefined
}

export interface DatabaseSize {
  readonly bytes: number
  /** Without free pages. */
  readonly bytesInUse: number
}

export interface DefragReport {
  readonly bytesBefore: number
  readonly bytesAfter: number
  /** Undefined when nobody wanted to know. */
  readonly after: DatabaseSize | undefined
}

/**
 * Writes the database of a stopped member anew, without free pages. Throws a CliError, also for a database that is damaged;
 * nothing is changed then.
 */
export async function defragDataDir(options: DefragOptions): Promise<DefragReport> {
  const { dataDir, release, onStart } = options
  checkDatabaseExists(dataDir)
  const path = databasePath(dataDir)
  const lock = await lockFile(path, { ...options.lock, mode: 'exclusive' })
  try {
    const bytesBefore = sizeOf(path)
    const databaseSize = () => readDatabase(path, release, sizeInUse)
    await onStart?.(databaseSize())
    await replaceDatabase(path, (part) => writeCompact(path, part, release))
    return { bytesBefore, bytesAfter: sizeOf(path), after: onStart && databaseSize() }
  } finally {
    lock.release()
  }
}

function writeCompact(from: string, to: string, release: Release): void {
  const content = readDatabase(from, release, (reader) => {
    const stray = reader.rootEntries().find(({ isBucket }) => !isBucket)
    if (stray !== undefined) throw new CliError(`backend: cannot defrag bucket ${Buffer.from(stray.name).toString()}`)
    const before = memberContent(reader, release)
    onFile('write', to, () => copyBuckets(reader, createBolt(to, { pageSize: reader.pageSize })))
    return before
  })
  readDatabase(to, release, (reader) => refuseOtherContent(content, soundContent(reader, release)))
}

function copyBuckets(reader: BoltReader, writer: BoltWriter): void {
  try {
    for (const name of reader.bucketNames()) {
      const bucket = reader.bucket(name)
      writer.bucket(name, bucket?.sequence)
      bucket?.visit((key, value) => writer.put(key, value))
    }
    writer.finish()
  } finally {
    writer.abort()
  }
}

function sizeInUse(reader: BoltReader): DatabaseSize {
  const seen = reader.rootPages()
  for (const name of reader.bucketNames()) reader.bucket(name)?.visitLeaves(() => undefined, seen)
  return { bytes: reader.sizeBytes, bytesInUse: seen.count * reader.pageSize }
}

function sizeOf(path: string): number {
  return onFile('stat', path, (exact) => statSync(exact)).size
}
