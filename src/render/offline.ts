import { formatSize } from '../go/size.ts'
import { field } from './field-lines.ts'
import { type JsonValue, toJson } from './json-writer.ts'
import type { HashOfKeys, OfflineResults, RendererOf, StatusOfSnapshot } from './results.ts'

/** A table's only row, and its titles. */
export interface OfflineRow {
  readonly header: readonly string[]
  readonly row: readonly string[]
}

export function statusRow({ hash, revision, totalKeys, sizeBytes, version }: StatusOfSnapshot): OfflineRow {
  const header = ['hash', 'revision', 'total keys', 'total size']
  const row = [hash.toString(16), String(revision), String(totalKeys), formatSize(BigInt(sizeBytes))]
  return version === undefined ? { header, row } : { header: [...header, 'version'], row: [...row, version] }
}

export function hashRow({ hash, hashRevision, compactRevision }: HashOfKeys): OfflineRow {
  return {
    header: ['hash', 'hash revision', 'compact revision'],
    row: [String(hash), String(hashRevision), String(compactRevision)],
  }
}

const simple: RendererOf<OfflineResults> = {
  snapshotStatus: (status) => [`${statusRow(status).row.join(', ')}\n`],
  hashKv: (hash) => [`${hashRow(hash).row.join(', ')}\n`],
  verification: ({ isSound, proved, unproved, problems }) => [
    ...proved.map((line) => `ok: ${line}\n`),
    ...unproved.map((line) => `not proved: ${line}\n`),
    ...problems.map((line) => `wrong: ${line}\n`),
    isSound ? 'The snapshot is sound.\n' : 'The snapshot is damaged.\n',
  ],
}

const json: RendererOf<OfflineResults> = {
  snapshotStatus: ({ hash, revision, totalKeys, sizeBytes, version }) =>
    jsonLine({ hash, revision, totalKey: totalKeys, totalSize: sizeBytes, version }),
  hashKv: ({ hash, hashRevision, compactRevision }) => jsonLine({ hash, hashRevision, compactRevision }),
  verification: ({ isSound, proved, unproved, problems, digest, sizeBytes, revision, keys }) =>
    jsonLine({ sound: isSound, sha256: digest, size: sizeBytes, revision, keys, proved, unproved, problems }),
}

const fields: RendererOf<OfflineResults> = {
  snapshotStatus: ({ hash, revision, totalKeys, sizeBytes, version }) => [
    field('Hash', hash),
    field('Revision', revision),
    field('Keys', totalKeys),
    field('Size', sizeBytes),
    ...(version === undefined ? [] : [field('Version', version)]),
  ],
  hashKv: ({ hash, hashRevision, compactRevision }) => [
    field('Hash', hash),
    field('Hash revision', hashRevision),
    field('Compact revision', compactRevision),
  ],
  verification: undefined,
}

const protobuf: RendererOf<OfflineResults> = { snapshotStatus: undefined, hashKv: undefined, verification: undefined }

/** Every format but tables, which are drawn by more code. */
export const offlineRenderers = { simple, json, fields, protobuf }

function jsonLine(value: { readonly [key: string]: JsonValue | undefined }): string[] {
  return [`${toJson(value)}\n`]
}
