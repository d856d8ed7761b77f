import assert from 'node:assert/strict'
import { readdirSync, readFileSync, rmSync, watch } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { CliError } from '../../src/cli/errors.ts'
import { backupDataDir } from '../../src/offline/backup.ts'
import { defragDataDir } from '../../src/offline/defrag.ts'
import { migrateDataDir } from '../../src/offline/migrate.ts'
import { restore } from '../../src/offline/restore.ts'
import { type SampleMember, sampleMember } from '../etcdutl/sample-data-dir.ts'
import { ourProgram } from '../support/our-program.ts'
import { runProcess } from '../support/run-process.ts'
import { defaults, writeSample } from './sample-snapshot.ts'
import { temporaryFolder } from './temporary-folder.ts'

interface Files extends SampleMember {
  /** An empty folder for what is made. */
  readonly target: string
}

type Writer = (files: Files, signal: AbortSignal) => Promise<unknown>

const writers: Readonly<Record<string, Writer>> = {
  'snapshot restore': ({ path, target }, signal) =>
    restore({
      ...defaults,
      snapshotPath: path,
      dataDir: join(target, 'data'),
      skipHashCheck: true,
      interrupts: () => signal,
    }),
  backup: ({ dataDir, target }, signal) =>
    backupDataDir({
      ...{ dataDir, walDir: '', backupDir: join(target, 'backup'), backupWalDir: join(target, 'wal') },
      ...{ withV3: true, nowMs: 1, interrupts: () => signal },
    }),
  defrag: ({ dataDir }, signal) => defragDataDir({ dataDir, release: '3.6', lock: { waitMs: 0, signal } }),
  migrate: ({ dataDir }, signal) =>
    migrateDataDir({
      ...{ dataDir, target: { major: 3n, minor: 5n, patch: 0n }, force: true },
      ...{ release: '3.6', lock: { waitMs: 0, signal } },
    }),
}

function files(context: TestContext): Files {
  const member = sampleMember(context)
  const snap = join(member.dataDir, 'member', 'snap')
  // its v2 store is empty, which a backup takes for damage
  for (const name of readdirSync(snap)) if (name.endsWith('.snap')) rmSync(join(snap, name))
  return { ...member, target: temporaryFolder(context) }
}

function largeFiles(context: TestContext): Files {
  const at = files(context)
  rmSync(at.path)
  writeSample(at.path, { keys: 20_000, valueBytes: 1000, hasDigest: false, applied: 9n })
  return at
}

function namesIn({ dataDir, target }: Files): string[] {
  return [dataDir, target].flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' })).sort()
}

/** Aborts when the event loop has turned some times. */
function abortAfter(turns: number): AbortSignal {
  const controller = new AbortController()
  const turn = (left: number): void => void (left === 0 ? controller.abort() : setImmediate(turn, left - 1))
  turn(turns)
  return controller.signal
}

for (const [name, write] of Object.entries(writers)) {
  test(`${name} ends at a signal, whenever it comes, and leaves nothing`, async (context) => {
    const ends: string[] = []
    for (let turns = 0; ends.at(-1) !== 'done'; turns++) {
      const at = files(context)
      const [before, database] = [namesIn(at), readFileSync(at.path)]
      const end = await write(at, abortAfter(turns)).then(
        () => 'done',
        (error: unknown) => error,
      )
      if (end === 'done') {
        ends.push('done')
        continue
      }
      assert.ok(end instanceof CliError, String(end))
      assert.deepEqual([end.message, end.exitCode], ['interrupted', 5])
      assert.deepEqual(namesIn(at), before)
      assert.ok(readFileSync(at.path).equals(database))
      ends.push('interrupted')
    }
    assert.ok(ends.length > 2, `${ends.length - 1} times interrupted`)
  })
}

const commands: Readonly<Record<string, (files: Files) => readonly string[]>> = {
  backup: ({ dataDir, target }) => ['backup', '--data-dir', dataDir, '--backup-dir', join(target, 'backup')],
  defrag: ({ dataDir }) => ['defrag', '--data-dir', dataDir],
  migrate: ({ dataDir }) => ['migrate', '--data-dir', dataDir, '--target-version', '3.6', '--force'],
}

/** Runs a command that gets a signal when its first file or folder appears. */
async function interrupted(at: Files, args: readonly string[], signal: 'SIGINT' | 'SIGTERM') {
  const controller = new AbortController()
  const abort = () => controller.abort(signal)
  const watchers = [at.target, join(at.dataDir, 'member', 'snap')].map((folder) => watch(folder, abort))
  try {
    return await runProcess(ourProgram('etcdutl'), args, {
      env: { PATH: process.env.PATH },
      interrupts: controller.signal,
    })
  } finally {
    for (const watcher of watchers) watcher.close()
  }
}

for (const [name, argsOf] of Object.entries(commands)) {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    test(`${name} under way cleans up at ${signal}`, async (context) => {
      const codes: (number | string)[] = []
      for (let attempt = 0; attempt < 10 && !codes.includes(5); attempt++) {
        const at = largeFiles(context)
        const before = namesIn(at)
        const { code, stderr } = await interrupted(at, argsOf(at), signal)
        codes.push(code)
        // the signal may come when all is done
        if (code === 0) continue
        assert.deepEqual([code, String(stderr)], [5, name === 'defrag' ? defragError(at) : 'Error: interrupted\n'])
        assert.deepEqual(namesIn(at), before)
      }
      assert.ok(codes.includes(5), codes.join())
    })
  }
}

function defragError({ dataDir }: Files): string {
  return `Error: Failed to defragment etcd data[${dataDir}] (interrupted)\n`
}
