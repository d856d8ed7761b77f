import { createReadStream, existsSync, statSync } from 'node:fs'
import type { Session } from '../app.ts'
import { CliError } from '../base/errors.ts'
import { databasePath } from '../offline/data-dir/paths.ts'
import { exactPath, onFile } from '../offline/files/file-failure.ts'
import { openFile } from '../offline/files/file-source.ts'
import { newest, type RevisionWish, splitRevision } from './address.ts'
import { openBoltSource } from './bolt-source.ts'
import { openLinesFile, openLinesStream } from './lines-source.ts'
import type { OpenOptions, Source } from './source.ts'

const openBrace = 0x7b

/** Opens a snapshot, a database, a data directory, or a list of key-values; a file is known by what is in it. Throws a CliError. */
export async function openPath(name: string, session: Session, { isDirty = false }: OpenOptions): Promise<Source> {
  const { path, at } = locate(name)
  const status = onFile('open', path, (exact) => statSync(exact))
  if (status.isDirectory()) return openBoltSource({ name, path: databasePath(path), at, isDirty }, session)
  const isStream = !status.isFile()
  if (!isStream && !isList(path)) return openBoltSource({ name, path, at, isDirty }, session)
  if ('number' in at || at.before > 0n) throw new CliError(`${name}: a list of key-values tells no history`)
  return isStream ? openLinesStream(name, createReadStream(exactPath(path))) : openLinesFile(name, path)
}

/** What exists under its whole name is meant as it stands. */
function locate(name: string): { readonly path: string; readonly at: RevisionWish } {
  const split = existsSync(exactPath(name)) ? undefined : splitRevision(name)
  return split ?? { path: name, at: newest }
}

/** A list of no key-values has no bytes at all. */
function isList(path: string): boolean {
  const file = openFile(path)
  try {
    return file.size === 0 ? path.endsWith('.jsonl') : file.read(0, 1)[0] === openBrace
  } finally {
    file.close()
  }
}
