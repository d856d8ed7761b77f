import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { backupDataDir } from '../../src/offline/backup.ts'
import { databasePath } from '../../src/offline/data-dir/paths.ts'
import { defragDataDir } from '../../src/offline/defrag.ts'
import { migrateDataDir } from '../../src/offline/migrate.ts'
import { migrateV2 } from '../../src/offline/migrate-v2.ts'
import { restore } from '../../src/offline/restore/restore.ts'
import { type SampleMember, sampleMember } from '../etcdutl/sample-data-dir.ts'
import { defaults } from './sample-snapshot.ts'
import { sampleV2 } from './sample-v2.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A member's files, and an empty folder for what is made. */
export interface WriterFiles extends SampleMember {
  readonly target: string
  /** A data directory with keys of the v2 API. */
  readonly v2Dir: string
}

export function writerFiles(context: TestContext): WriterFiles {
  const member = sampleMember(context)
  const snap = join(member.dataDir, 'member', 'snap')
  // its v2 store is empty, which a backup takes for damage
  for (const name of readdirSync(snap)) if (name.endsWith('.snap')) rmSync(join(snap, name))
  const v2Dir = sampleV2(context, [{ Method: 'PUT', Path: '/1/a', Val: 'v' }])
  return { ...member, target: temporaryFolder(context), v2Dir }
}

/** All names, and the bytes of the databases. */
export function stateOf({
  dataDir,
  path,
  target,
  v2Dir,
}: WriterFiles): readonly [names: readonly string[], databases: string] {
  const names = [dataDir, target, v2Dir].flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }))
  return [names.sort(), readFileSync(path, 'hex') + readFileSync(databasePath(v2Dir), 'hex')]
}

export type Writer = (files: WriterFiles, signal?: AbortSignal) => Promise<unknown>

function interruptsOf(signal: AbortSignal | undefined) {
  return signal && { interrupts: () => signal }
}

/** The steps behind the commands that write files. */
export const writers: Readonly<Record<string, Writer>> = {
  'snapshot restore': ({ path, target }, signal) =>
    restore({
      ...{ ...defaults, snapshotPath: path, dataDir: join(target, 'data'), skipHashCheck: true },
      ...interruptsOf(signal),
    }),
  'snapshot restore with a log elsewhere': ({ path, target }, signal) =>
    restore({
      ...{ ...defaults, snapshotPath: path, dataDir: join(target, 'a', 'data'), walDir: join(target, 'wal') },
      ...{ skipHashCheck: true, ...interruptsOf(signal) },
    }),
  backup: ({ dataDir, target }, signal) =>
    backupDataDir({
      ...{ dataDir, walDir: '', backupDir: join(target, 'backup'), backupWalDir: join(target, 'wal') },
      ...{ withV3: true, nowMs: 1, ...interruptsOf(signal) },
    }),
  'backup without v3': ({ dataDir, target }, signal) =>
    backupDataDir({
      ...{ dataDir, walDir: '', backupDir: join(target, 'backup'), backupWalDir: '' },
      ...{ withV3: false, nowMs: 1, ...interruptsOf(signal) },
    }),
  defrag: ({ dataDir }, signal) => defragDataDir({ dataDir, release: '3.6', lock: { waitMs: 0, signal } }),
  migrate: ({ dataDir }, signal) =>
    migrateDataDir({
      ...{ dataDir, target: { major: 3n, minor: 5n, patch: 0n }, force: true },
      ...{ release: '3.6', lock: { waitMs: 0, signal } },
    }),
  'migrate of v2 keys': ({ v2Dir }, signal) =>
    migrateV2({
      ...{ dataDir: v2Dir, walDir: '', leavesOutTtl: false, transformer: undefined, nowMs: 1 },
      ...{ release: '3.4', lock: { waitMs: 0, signal } },
    }),
}
