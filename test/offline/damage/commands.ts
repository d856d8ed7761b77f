import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CliRun, runUtl } from '../../support/run-cli.ts'

/** Where a case has its files: the folder `data` holds a data directory. */
export interface Case {
  readonly folder: string
  readonly release: string
}

const names = { data: 'data', backup: 'backup', restored: 'restored' } as const

export function databaseOf(folder: string): string {
  return join(folder, names.data, 'member', 'snap', 'db')
}

export function run({ release }: Case, args: readonly string[]): Promise<CliRun> {
  return runUtl(args, { env: { ETCDCTL_COMPAT: release } })
}

/** Commands that only show what is in a database. */
export const readings: Readonly<Record<string, (path: string) => readonly string[]>> = {
  'snapshot status': (path) => ['snapshot', 'status', path, '-w', 'json'],
  hashkv: (path) => ['hashkv', path],
  hash: (path) => ['hash', path],
  'list-bucket': (path) => ['list-bucket', path],
  'iterate-bucket key': (path) => ['iterate-bucket', path, 'key'],
  'iterate-bucket key, decoded': (path) => ['iterate-bucket', path, 'key', '--decode'],
  'iterate-bucket lease': (path) => ['iterate-bucket', path, 'lease'],
  'iterate-bucket meta': (path) => ['iterate-bucket', path, 'meta'],
}

export interface Copying {
  /** The new database. */
  readonly made: string
  readonly args: readonly string[]
  /** Buckets, and keys of `meta`, that the command is to change. */
  readonly buckets: readonly string[]
  readonly metaKeys: readonly string[]
}

const membership = ['cluster', 'members', 'members_removed']
const restoredKeys = ['consistent_index', 'term', 'scheduledCompactRev']

/** Commands that copy a database. */
export function copyings({ folder }: Case): Readonly<Record<string, Copying>> {
  const path = databaseOf(folder)
  const data = join(folder, names.data)
  const [backup, restored] = [join(folder, names.backup), join(folder, names.restored)]
  const made = (root: string) => join(root, 'member', 'snap', 'db')
  return {
    'snapshot restore': {
      made: made(restored),
      args: ['snapshot', 'restore', path, '--skip-hash-check', '--data-dir', restored],
      buckets: membership,
      metaKeys: restoredKeys,
    },
    backup: {
      made: made(backup),
      args: ['backup', '--data-dir', data, '--backup-dir', backup],
      buckets: membership,
      metaKeys: [],
    },
    migrate: {
      made: path,
      args: ['migrate', '--data-dir', data, '--target-version', '3.7', '--force'],
      buckets: [],
      metaKeys: ['storageVersion'],
    },
    defrag: { made: path, args: ['defrag', '--data-dir', data], buckets: [], metaKeys: [] },
  }
}

/** The new database. */
export function made({ made: path }: Copying): Buffer {
  return readFileSync(path)
}

/** Puts a database, or other files, into a case's data directory, and clears what the case before has left. */
export function prepare({ folder }: Case, template: string, bytes: Uint8Array | undefined): void {
  for (const name of Object.values(names)) rmSync(join(folder, name), { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  cpSync(template, join(folder, names.data), { recursive: true })
  if (bytes !== undefined) writeFileSync(databaseOf(folder), bytes)
}

/** What nobody may see: a crash, an exit code without a reason. */
export function manners({ code, stderr }: CliRun): string | undefined {
  if (/\n\s+at /.test(stderr) || /\b(TypeError|RangeError|Assertion|undefined is not)\b/.test(stderr))
    return `a crash: ${stderr}`
  if (stderr.includes('unknown flag:')) return `a wrong command line: ${stderr}`
  if (code === 0) return undefined
  if (code !== 1) return `exit code ${code}: ${stderr}`
  return stderr.includes('Error: ') ? undefined : `no reason for exit code 1: ${stderr}`
}
