import { formatSize } from '../go/size.ts'
import { rowLines } from './columns.ts'
import { field } from './field-lines.ts'
import { jsonLine } from './json-writer.ts'
import type { Columns, HashOfKeys, OfflineResults, Renderings, StatusOfSnapshot } from './results.ts'

/** What is read from files. */
export const offline: Renderings<OfflineResults> = {
  snapshotStatus: {
    simple: (status) => rowLines(statusColumns(status)),
    json: ({ hash, revision, totalKeys, sizeBytes, version }) =>
      jsonLine({ hash, revision, totalKey: totalKeys, totalSize: sizeBytes, version }),
    fields: ({ hash, revision, totalKeys, sizeBytes, version }) => [
      field('Hash', hash),
      field('Revision', revision),
      field('Keys', totalKeys),
      field('Size', sizeBytes),
      ...(version === undefined ? [] : [field('Version', version)]),
    ],
    protobuf: undefined,
    table: statusColumns,
  },
  hashKv: {
    simple: (hash) => rowLines(hashColumns(hash)),
    json: ({ hash, hashRevision, compactRevision }) => jsonLine({ hash, hashRevision, compactRevision }),
    fields: ({ hash, hashRevision, compactRevision }) => [
      field('Hash', hash),
      field('Hash revision', hashRevision),
      field('Compact revision', compactRevision),
    ],
    protobuf: undefined,
    table: hashColumns,
  },
  verification: {
    simple: ({ isSound, proved, unproved, problems }) => [
      ...proved.map((line) => `ok: ${line}\n`),
      ...unproved.map((line) => `not proved: ${line}\n`),
      ...problems.map((line) => `wrong: ${line}\n`),
      isSound ? 'The snapshot is sound.\n' : 'The snapshot is damaged.\n',
    ],
    json: ({ isSound, proved, unproved, problems, digest, sizeBytes, revision, keys }) =>
      jsonLine({ sound: isSound, sha256: digest, size: sizeBytes, revision, keys, proved, unproved, problems }),
    fields: undefined,
    protobuf: undefined,
    table: undefined,
  },
}

function statusColumns({ hash, revision, totalKeys, sizeBytes, version }: StatusOfSnapshot): Columns {
  const header = ['hash', 'revision', 'total keys', 'total size']
  const row = [hash.toString(16), String(revision), String(totalKeys), formatSize(BigInt(sizeBytes))]
  return version === undefined ? { header, rows: [row] } : { header: [...header, 'version'], rows: [[...row, version]] }
}

function hashColumns({ hash, hashRevision, compactRevision }: HashOfKeys): Columns {
  return {
    header: ['hash', 'hash revision', 'compact revision'],
    rows: [[String(hash), String(hashRevision), String(compactRevision)]],
  }
}
