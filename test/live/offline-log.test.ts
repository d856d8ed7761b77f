import assert from 'node:assert/strict'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { writeSample } from '../offline/sample-snapshot.ts'
import { temporaryFolder } from '../offline/temporary-folder.ts'
import { findEtcdBinaries } from '../support/etcd-binaries.ts'
import { ourProgram } from '../support/our-program.ts'
import { runProcess } from '../support/run-process.ts'
import { commonLog, isLogLine } from './offline-log.ts'

// these commands left etcdctl with 3.6
const binaries = (await findEtcdBinaries()).binaries.filter(({ release }) => ['3.4', '3.5'].includes(release))
const skip = binaries.length === 0 ? 'no etcdctl of 3.4 or 3.5 found' : false

const cluster = ['--initial-cluster', 'm"1=http://127.0.0.1:1,m2=http://127.0.0.1:2,m2=http://127.0.0.1:3']
const own = ['--name', 'm"1', '--initial-advertise-peer-urls', 'http://127.0.0.1:1']
const lines: readonly (readonly string[])[] = [
  ['snapshot', 'restore', 'snap.db', '--data-dir', 'data'],
  ['snapshot', 'restore', 'snap.db', '--data-dir', './d/../d2/', '--wal-dir', './w 1/', ...cluster, ...own],
  ['snapshot', 'restore', 'nosuch', '--data-dir', 'd3'],
  ['snapshot', 'restore', 'snap.db', '--data-dir', 'data'],
  ['defrag', '--data-dir', 'data'],
]

/** The logs and last lines of all command lines, in a folder with a snapshot. */
async function play(folder: string, program: string, env: Readonly<Record<string, string>>) {
  const runs = []
  for (const args of lines) {
    const { code, stderr } = await runProcess(program, args, { cwd: folder, env, killAfterMs: 60_000 })
    const text = stderr.toString()
    const rest = text.split('\n').filter((line) => line !== '' && !isLogLine(line))
    runs.push({ args: args.join(' '), code, log: commonLog(text), rest })
  }
  for (const name of readdirSync(folder)) if (name !== 'snap.db') rmSync(join(folder, name), { recursive: true })
  return runs
}

/** Of a patch release that does not tell learners apart. */
function withoutLearners<T extends { log: string[] }>(runs: T[]): T[] {
  return runs.map((run) => ({
    ...run,
    log: run.log.map((line) => line.replace(', "added-peer-is-learner": false', '')),
  }))
}

test('etcdctl logs restores and defragmentations of files as the original does', { skip }, async (t) => {
  for (const { etcdctl, release, version } of binaries) {
    const folder = temporaryFolder(t)
    writeSample(join(folder, 'snap.db'))
    const expected = await play(folder, etcdctl, { ETCDCTL_API: '3', HOME: folder })
    const got = await play(folder, ourProgram('etcdctl'), {
      PATH: process.env.PATH ?? '',
      ETCDCTL_API: '3',
      ETCDCTL_COMPAT: release,
    })
    const isOld = version === '3.5.16'
    assert.deepEqual(isOld ? withoutLearners(got) : got, expected, version)
    assert.ok((got[0]?.log.length ?? 0) >= 3)
  }
})
