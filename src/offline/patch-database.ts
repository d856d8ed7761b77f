import { closeSync, openSync } from 'node:fs'
import type { Release } from '../cli/profile.ts'
import { type BoltPatch, patchBolt } from './bbolt/patch.ts'
import { type BoltReader, openBolt } from './bbolt/reader.ts'
import { onFile } from './file-failure.ts'
import { openFile } from './file-source.ts'

/** Opens a database to read and closes it again. Throws a CliError. */
export function readDatabase<T>(path: string, release: Release, use: (reader: BoltReader) => T): T {
  const source = openFile(path)
  try {
    return onFile('read', path, () => use(openBolt(source, release)))
  } finally {
    source.close()
  }
}

/** Changes a database that nobody else uses; what `plan` makes of it says how. Throws a CliError. */
export function patchDatabase(path: string, release: Release, plan: (reader: BoltReader) => BoltPatch): void {
  readDatabase(path, release, (reader) => {
    const patch = plan(reader)
    onFile('write', path, (exact) => {
      const fd = openSync(exact, 'r+')
      try {
        patchBolt(fd, reader, patch)
      } finally {
        closeSync(fd)
      }
    })
  })
}
