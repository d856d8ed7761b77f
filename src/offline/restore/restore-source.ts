import { CliError } from '../../base/errors.ts'
import type { Release } from '../../base/release.ts'
import type { BoltReader } from '../bbolt/reader.ts'
import { type Content, provenContent, refuseOtherBuckets, soundContent } from '../database/content.ts'
import { readDatabase } from '../database/patch-database.ts'
import { readRevisions } from '../mvcc/compaction.ts'
import { MissingRevisions } from '../mvcc/revision-order.ts'

export interface RestoreSource {
  readonly snapshotPath: string
  readonly release: Release
  /** False when a digest has proved that the file is what a server sent. */
  readonly skipHashCheck: boolean
  readonly forceMissingRevisions: boolean
}

export interface Restorable {
  readonly content: Content
  /** What is missing in the file and was forced; undefined for nothing. */
  readonly missing: string | undefined
}

/**
 * Reads the whole file. Throws a CliError for damage, for what is no database of etcd, and, where nothing vouches for the
 * file, for entries that are not what servers of today write and for missing revisions, unless these are forced.
 */
export function readRestorable(source: RestoreSource): Restorable {
  return readDatabase(source.snapshotPath, source.release, (reader) => readContent(reader, source))
}

function readContent(reader: BoltReader, { release, skipHashCheck, forceMissingRevisions }: RestoreSource): Restorable {
  const content = skipHashCheck ? soundContent(reader, release) : provenContent(reader, release)
  refuseOtherBuckets(content)
  const missing = skipHashCheck ? missingRevisions(reader) : undefined
  if (missing === undefined || forceMissingRevisions) return { content, missing }
  throw new CliError(
    `${missing}: the file is damaged, or was copied while a server wrote to it; --force-missing-revisions restores what is there`,
  )
}

function missingRevisions(reader: BoltReader): string | undefined {
  const revisions = new MissingRevisions(readRevisions(reader).compacted)
  reader.bucket('key')?.visitLeaves((leaf) => {
    revisions.leaf(leaf)
  })
  return revisions.text()
}
