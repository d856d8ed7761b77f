import { type BoltReader, openBolt } from '../offline/bbolt/reader.ts'
import { openFile } from '../offline/file-source.ts'
import type { OfflineApp } from './app.ts'

/** Opens a database for one step, to read only. Throws a CliError for what is none. */
export async function withDatabase<T>(
  { profile }: OfflineApp,
  path: string,
  step: (reader: BoltReader) => T | Promise<T>,
): Promise<T> {
  const source = openFile(path)
  try {
    return await step(openBolt(source, profile.release))
  } finally {
    source.close()
  }
}
