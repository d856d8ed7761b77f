import { closeSync, openSync } from 'node:fs'
import type { Release } from '../../base/release.ts'
import { type BoltPatch, patchBolt } from '../bbolt/patch.ts'
import { type BoltReader, openBolt } from '../bbolt/reader.ts'
import { onFile } from '../files/file-failure.ts'
import { openFile } from '../files/file-source.ts'
import { type Content, copiedContent, patchedContent, refuseOtherContent } from './content.ts'

/** Opens a database to read and closes it again. Throws a CliError. */
export function readDatabase<T>(path: string, release: Release, use: (reader: BoltReader) => T): T {
  const source = openFile(path)
  try {
    return onFile('read', path, () => use(openBolt(source, release)))
  } finally {
    source.close()
  }
}

export interface DatabasePatch {
  readonly path: string
  readonly release: Release
  /** What is in the database that this one is a copy of. */
  readonly content: Content
  /** Says what is to change. */
  readonly plan: (reader: BoltReader) => BoltPatch
}

/**
 * Changes a copy that nobody else uses, and reads all of it again: it holds what was in its source, and what the plan makes
 * of that, or a CliError is thrown.
 */
export function patchDatabase({ path, release, content, plan }: DatabasePatch): void {
  const expected = readDatabase(path, release, (reader) => {
    const patch = plan(reader)
    onFile('write', path, (exact) => patchFile(exact, reader, patch))
    return patchedContent(content, patch)
  })
  readDatabase(path, release, (reader) => refuseOtherContent(expected, copiedContent(reader, release)))
}

function patchFile(path: string | Buffer, reader: BoltReader, patch: BoltPatch): void {
  const fd = openSync(path, 'r+')
  try {
    patchBolt(fd, reader, patch)
  } finally {
    closeSync(fd)
  }
}
