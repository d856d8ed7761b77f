import { bucketNames } from '../../../src/offline/inspect/scan-keys.ts'
import type { Places } from './places.ts'

/** A command line of an offline command, and what is asked of it. */
export interface Trial {
  readonly program?: 'etcdctl'
  readonly args: (at: Places) => readonly string[]
  /** A copy of the database that it makes; in the place of the database itself for commands that replace it. */
  readonly made?: (at: Places) => string
  /** Buckets, and keys of `meta`, that the command is to change. */
  readonly buckets?: readonly string[]
  readonly metaKeys?: readonly string[]
  /** A bucket that gets one more entry, the last one. */
  readonly appends?: string
  /** True when it reads the log. */
  readonly readsLog?: true
  /** True when it only says how many entries the log has that the database has not. */
  readonly seesLog?: true
  /** True when the SHA-256 of the file proves all that it takes. */
  readonly isProved?: true
  /** True when it shows a damaged file as it is, or a part of it. */
  readonly isLoose?: true
}

const membership = ['cluster', 'members', 'members_removed']
const restoredKeys = ['consistent_index', 'term', 'scheduledCompactRev', 'confState']
const restoring = { made: (at: Places) => databaseIn(at.restored), buckets: membership, metaKeys: restoredKeys }
const replacing = { made: (at: Places) => at.database }

function databaseIn(dataDir: string): string {
  return `${dataDir}/member/snap/db`
}

function iterations(): Record<string, Trial> {
  const all = [...bucketNames].flatMap((bucket): [string, Trial][] => [
    [`iterate-bucket ${bucket}`, { args: ({ data }) => ['iterate-bucket', data, bucket] }],
    [`iterate-bucket ${bucket} --decode`, { args: ({ bare }) => ['iterate-bucket', bare, bucket, '--decode'] }],
  ])
  return Object.fromEntries(all)
}

const readings: Readonly<Record<string, Trial>> = {
  'snapshot status of the database': {
    args: ({ database }) => ['snapshot', 'status', database, '-w', 'json'],
    seesLog: true,
  },
  'snapshot status of a snapshot': { args: ({ snapshot }) => ['snapshot', 'status', snapshot, '-w', 'table'] },
  'etcdctl snapshot status': { program: 'etcdctl', args: ({ snapshot }) => ['snapshot', 'status', snapshot] },
  hashkv: { args: ({ database }) => ['hashkv', database], seesLog: true },
  'hashkv --rev': { args: ({ bare }) => ['hashkv', bare, '--rev', '40', '-w', 'json'] },
  hash: { args: ({ data }) => ['hash', data] },
  'list-bucket': { args: ({ data }) => ['list-bucket', data] },
  'iterate-bucket --limit': { args: ({ bare }) => ['iterate-bucket', bare, 'key', '--limit', '5'], isLoose: true },
  'scan-keys': { args: ({ data }) => ['scan-keys', data, '0'], isLoose: true },
  'snapshot verify': { args: ({ snapshot }) => ['snapshot', 'verify', snapshot], isProved: true },
  'snapshot verify -w json': { args: ({ snapshot }) => ['snapshot', 'verify', snapshot, '-w', 'json'], isProved: true },
  'snapshot verify --bare-copy': {
    args: ({ database }) => ['snapshot', 'verify', '--bare-copy', database],
    seesLog: true,
  },
}

const copyings: Readonly<Record<string, Trial>> = {
  'snapshot restore': {
    ...restoring,
    args: ({ snapshot, restored }) => ['snapshot', 'restore', snapshot, '--data-dir', restored],
    isProved: true,
  },
  'snapshot restore --skip-hash-check': {
    ...restoring,
    args: ({ bare, restored }) => ['snapshot', 'restore', bare, '--data-dir', restored, '--skip-hash-check'],
  },
  'snapshot restore --skip-hash-check of the database': {
    ...restoring,
    seesLog: true,
    args: ({ database, restored }) => ['snapshot', 'restore', database, '--data-dir', restored, '--skip-hash-check'],
  },
  'snapshot restore --skip-hash-check of a snapshot': {
    ...restoring,
    args: ({ snapshot, restored }) => ['snapshot', 'restore', snapshot, '--data-dir', restored, '--skip-hash-check'],
  },
  'snapshot restore --force-missing-revisions': {
    ...restoring,
    args: ({ bare, restored }) => [
      ...['snapshot', 'restore', bare, '--data-dir', restored],
      ...['--skip-hash-check', '--force-missing-revisions'],
    ],
  },
  'snapshot restore --bump-revision': {
    ...restoring,
    appends: 'key',
    args: ({ bare, restored }) => [
      ...['snapshot', 'restore', bare, '--data-dir', restored, '--skip-hash-check'],
      ...['--bump-revision', '1000', '--mark-compacted'],
    ],
  },
  'etcdctl snapshot restore': {
    ...restoring,
    program: 'etcdctl',
    args: ({ bare, restored }) => ['snapshot', 'restore', bare, '--data-dir', restored, '--skip-hash-check'],
  },
  defrag: { ...replacing, args: ({ data }) => ['defrag', '--data-dir', data] },
  'etcdctl defrag': { ...replacing, program: 'etcdctl', args: ({ data }) => ['defrag', '--data-dir', data] },
  'migrate --force': {
    ...replacing,
    metaKeys: ['storageVersion'],
    readsLog: true,
    args: ({ data }) => ['migrate', '--data-dir', data, '--target-version', '3.7', '--force'],
  },
  migrate: {
    ...replacing,
    metaKeys: ['storageVersion'],
    readsLog: true,
    args: ({ data }) => ['migrate', '--data-dir', data, '--target-version', '3.6'],
  },
  'migrate down': {
    ...replacing,
    metaKeys: ['storageVersion'],
    readsLog: true,
    args: ({ data }) => ['migrate', '--data-dir', data, '--target-version', '3.5'],
  },
  backup: {
    made: ({ backup }) => databaseIn(backup),
    buckets: membership,
    readsLog: true,
    args: ({ data, backup }) => ['backup', '--data-dir', data, '--backup-dir', backup],
  },
  'backup --with-v3=false': {
    readsLog: true,
    args: ({ data, backup }) => ['backup', '--data-dir', data, '--backup-dir', backup, '--with-v3=false'],
  },
}

const logs: Readonly<Record<string, Trial>> = {
  'dump-logs': { args: ({ data }) => ['dump-logs', data], readsLog: true },
  'dump-logs --start-index': { args: ({ data }) => ['dump-logs', data, '--start-index', '0'], readsLog: true },
  'dump-logs --raw': { args: ({ data }) => ['dump-logs', data, '--raw'], readsLog: true, isLoose: true },
  'dump-logs --entry-type': {
    args: ({ data }) => ['dump-logs', data, '--entry-type', 'IRRPut,IRRTxn,ConfigChange'],
    readsLog: true,
  },
  'check v2store': { args: ({ data }) => ['check', 'v2store', '--data-dir', data], readsLog: true },
}

/** Every offline command that reads files, with the flags that change what it reads or makes. */
export const trials: Readonly<Record<string, Trial>> = { ...readings, ...iterations(), ...copyings, ...logs }
