import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { EtcdBinaries } from '../../test/support/etcd-binaries.ts'
import { newestOf } from './contenders.ts'
import type { Program } from './measure.ts'

/** The program of the original in each comparison, which the others are measured by. */
export const real = 'real'

/** The real etcdutl of one release, and ours as that release. */
export interface Rivals {
  readonly version: string
  readonly release: string
  readonly programs: readonly Program[]
}

const root = join(import.meta.dirname, '..', '..')
const releases = ['3.5', '3.6', '3.7']

/** For the newest etcdutl of each release among `binaries`; the newest of all also meets our executable, if it was built. */
export function findRivals(binaries: readonly EtcdBinaries[]): Rivals[] {
  const found = releases.flatMap((release) => newestOf(binaries, release) ?? [])
  const executable = join(root, 'dist', `etcdutl-${process.platform}-${process.arch}`)
  return found.flatMap(({ version, release, etcdutl }, index) => {
    if (etcdutl === undefined) return []
    const env = { ETCDCTL_COMPAT: release }
    const ours = [{ name: 'ours', argv: [process.execPath, join(root, 'bin', 'etcdutl')], env }]
    const isMeant = index === found.length - 1 && existsSync(executable)
    if (isMeant) ours.push({ name: 'ours (executable)', argv: [executable], env })
    return [{ version, release, programs: [{ name: real, argv: [etcdutl] }, ...ours] }]
  })
}

export interface OfflineLoad {
  readonly name: string
  readonly words: readonly string[]
  /** Before each round. */
  readonly prepare?: () => void
  /** Before each run. */
  readonly before?: () => void
  /** After each round. */
  readonly clear?: () => void
  /** A release that has no such command. */
  readonly notIn?: string
}

/** What is timed on a snapshot, in `folder`. The real programs write to the files of hashkv, which therefore works on a copy. */
export function offlineLoads(folder: string, snapshot: string): OfflineLoad[] {
  const copy = join(folder, 'copy.db')
  const restored = join(folder, 'restored')
  const data = join(folder, 'data')
  const remove = (path: string) => () => rmSync(path, { recursive: true, force: true })
  const removeRestored = remove(restored)
  return [
    { name: 'status', words: ['snapshot', 'status', snapshot] },
    {
      name: 'hashkv',
      words: ['hashkv', copy],
      notIn: '3.5',
      prepare: () => copyFileSync(snapshot, copy),
      clear: remove(copy),
    },
    {
      name: 'restore',
      words: ['snapshot', 'restore', snapshot, '--data-dir', restored],
      before: () => {
        removeRestored()
        flushDisks()
      },
      clear: removeRestored,
    },
    {
      name: 'defrag',
      words: ['defrag', '--data-dir', data],
      prepare: () => makeDataDir(data, snapshot),
      before: flushDisks,
      clear: remove(data),
    },
  ]
}

function makeDataDir(folder: string, snapshot: string): void {
  const snap = join(folder, 'member', 'snap')
  mkdirSync(snap, { recursive: true })
  copyFileSync(snapshot, join(snap, 'db'))
}

/** What one program leaves to be written must not slow the next one. */
function flushDisks(): void {
  spawnSync('sync')
}
