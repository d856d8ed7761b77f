import assert from 'node:assert/strict'
import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { randomOf } from '../offline/damage/random.ts'
import { startCluster } from '../support/cluster.ts'
import { commitSeed } from '../support/commit-seed.ts'
import { findEtcdBinaries } from '../support/etcd-binaries.ts'
import { ourProgram } from '../support/our-program.ts'
import { missingHere } from '../support/required-releases.ts'
import { type ProcessRun, runProcess } from '../support/run-process.ts'
import { changeTextAtRandom, keysOverV2 } from '../support/v2-store.ts'

const { binaries, reasons } = await findEtcdBinaries()
const known = binaries.filter(({ release }) => release === '3.4')
const skip = known.length === 0 && missingHere(reasons)

function backup(dataDir: string, backupDir: string, ...flags: string[]): Promise<ProcessRun> {
  const env = { PATH: process.env.PATH, ETCDCTL_API: '2' }
  const args = ['backup', '--data-dir', dataDir, '--backup-dir', backupDir, ...flags]
  return runProcess(ourProgram('etcdctl'), args, { env })
}

for (const etcd of known) {
  for (const withV3 of [true, false]) {
    for (const ending of ['stop', 'kill'] as const) {
      const seed = commitSeed()
      const name = `${etcd.version}: a server starts on a backup ${withV3 ? 'with' : 'without'} v3, after ${ending} (seed ${seed})`
      test(name, { skip }, async (t) => {
        const flags = ['--enable-v2=true', '--snapshot-count=40']
        const cluster = await startCluster({ binaries: etcd, etcdArgs: flags })
        t.after(() => cluster.close())
        const member = cluster.member(0)
        await changeTextAtRandom(member.clientUrl, randomOf(seed), 100)
        for (let at = 0; at < 12; at += 1) await cluster.etcdctl('put', `v3-${at % 9}`, `value ${at}`)
        await cluster.etcdctl('del', 'v3-8')
        await sleep(2_000)
        await cluster[ending](member)
        await cluster.restart(member)
        const before = await keysOverV2(member.clientUrl)
        const v3 = await cluster.etcdctl('get', '', '--prefix')
        await cluster[ending](member)

        const copy = join(cluster.folder, 'backup')
        const run = await backup(member.dataDir, copy, ...(withV3 ? ['--with-v3'] : []))
        assert.deepEqual([run.code, String(run.stdout), String(run.stderr)], [0, '', ''])
        rmSync(member.dataDir, { recursive: true })
        renameSync(copy, member.dataDir)
        flags.push('--force-new-cluster')
        await cluster.restart(member)
        assert.ok(before.size > 5, `${before.size} keys`)
        assert.deepEqual([...(await keysOverV2(member.clientUrl))].sort(), [...before].sort())
        assert.equal(await cluster.etcdctl('get', '', '--prefix'), withV3 ? v3 : '')
        await cluster.etcdctl('put', 'after', 'the backup')
        assert.equal((await cluster.etcdctl('get', 'after')).trim(), 'after\nthe backup')
      })
    }
  }

  test(`${etcd.version}: --with-v3 refuses the database of a running member, and leaves nothing`, {
    skip,
  }, async (t) => {
    const cluster = await startCluster({ binaries: etcd, etcdArgs: ['--enable-v2=true'] })
    t.after(() => cluster.close())
    const copy = join(cluster.folder, 'backup')
    const run = await backup(cluster.member(0).dataDir, copy, '--with-v3')
    const [pid] = cluster.processIds
    assert.deepEqual([run.code, String(run.stdout)], [1, ''])
    assert.match(String(run.stderr), new RegExp(`process ${pid} \\(etcd\\) has it open`))
    assert.throws(() => rmSync(copy, { recursive: true }), /ENOENT/)
    const without = await backup(cluster.member(0).dataDir, copy)
    assert.deepEqual([without.code, String(without.stderr)], [0, ''])
  })
}
