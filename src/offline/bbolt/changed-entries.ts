import { compareBytes, utf8 } from '../bytes.ts'
import type { BoltEntry } from './patch.ts'
import type { BoltReader } from './reader.ts'

/** All entries of a small bucket, some with new values; undefined takes the entry out. */
export function changedEntries(
  reader: BoltReader,
  bucket: string,
  changes: ReadonlyMap<string, Uint8Array | undefined>,
): BoltEntry[] {
  const names = [...changes.keys()].map(utf8)
  const entries: BoltEntry[] = []
  reader.bucket(bucket)?.visit((key, value) => {
    if (!names.some((name) => compareBytes(name, key) === 0)) entries.push({ key: key.slice(), value: value.slice() })
  })
  for (const [name, value] of changes) if (value !== undefined) entries.push({ key: utf8(name), value })
  return entries.sort((a, b) => compareBytes(a.key, b.key))
}
