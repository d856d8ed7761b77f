import assert from 'node:assert/strict'
import { constants } from 'node:os'
import test from 'node:test'
import { startCluster } from '../support/cluster.ts'
import { findEtcdBinaries } from '../support/etcd-binaries.ts'
import { ourProgram } from '../support/our-program.ts'
import { missingHere } from '../support/required-releases.ts'
import { runProcess } from '../support/run-process.ts'

const { binaries, reasons } = await findEtcdBinaries()
const etcd = binaries.find(({ release }) => release === '3.4')
const skip = etcd === undefined && missingHere(reasons)

/** `$?` of a shell. */
function shellStatus(code: number | string): number {
  return typeof code === 'number' ? code : 128 + constants.signals[code as NodeJS.Signals]
}

for (const line of ['watch -f -r /', 'exec-watch -r -- echo seen /', 'cluster-health -f']) {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    test(`${signal} ends ${line} as it ends the real one`, { skip }, async (t) => {
      assert.ok(etcd)
      const cluster = await startCluster({ binaries: etcd, etcdArgs: ['--enable-v2=true'] })
      t.after(() => cluster.close())
      const { clientUrl } = cluster.member(0)
      const env = { PATH: process.env.PATH, ETCDCTL_API: '2', ETCDCTL_ENDPOINTS: clientUrl }
      const endings: object[] = []
      for (const program of [etcd.etcdctl, ourProgram('etcdctl')]) {
        const interrupts = new AbortController()
        const words = line.split(' ')
        const afterIndex = line.startsWith('cluster') ? [] : ['--after-index', '1']
        const options = {
          env,
          interrupts: interrupts.signal,
          onWrite: () => setTimeout(() => interrupts.abort(signal), 300),
        }
        await runProcess(etcd.etcdctl, ['set', 'k', 'v'], { env })
        const run = await runProcess(program, [words[0] ?? '', ...afterIndex, ...words.slice(1)], options)
        const lines = run.stdout.toString().split('\n').slice(0, 1)
        endings.push({ status: shellStatus(run.code), lines, stderr: run.stderr.toString() })
      }
      assert.deepEqual(endings[1], endings[0])
      assert.equal((endings[0] as { status: number }).status, signal === 'SIGINT' ? 0 : 143)
    })
  }
}
