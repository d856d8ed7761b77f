import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { formatSize } from '../../src/go/size.ts'
import { startCluster } from '../support/cluster.ts'
import { type EtcdBinaries, findEtcdBinaries } from '../support/etcd-binaries.ts'
import { runBin } from '../support/run-bin.ts'
import { runProcess } from '../support/run-process.ts'

const { binaries, reasons } = await findEtcdBinaries()
if (binaries.length === 0) test('log lines beside the original', { skip: reasons.join('; ') }, () => {})

/** What is never the same twice, and what is not said: where in its source the original speaks, and its own addresses. */
function masked(stderr: string, folder: string): string[] {
  const size = savedSize(folder)
  const lines = stderr.split('\n').map((line) =>
    line
      .replace(/"ts":[0-9.]+/, '"ts":SECONDS')
      .replace(/"ts":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(Z|[+-]\d{4})"/, '"ts":TIME')
      .replace(/"took":[0-9.e-]+/, '"took":SECONDS')
      .replace(/"took":"[0-9.µm]+s"/, '"took":DURATION')
      // a server that has just started may grow between two snapshots
      .replace(size, '"size":SAVED')
      .replace(/"(caller|peer)":"[^"]*",/g, '')
      .replace(/"target":"[^"]*\//, '"target":"'),
  )
  return lines
}

/** How the lines tell the size of the snapshot that was saved last. */
function savedSize(folder: string): string {
  const size = statSync(join(folder, 'saved.db'), { throwIfNoEntry: false })?.size ?? 0
  return `"size":"${formatSize(BigInt(size))}"`
}

async function play(t: TestContext, binary: EtcdBinaries, ...args: string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'log-lines-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const env = { PATH: process.env.PATH ?? '', ...(binary.release === '3.4' ? { ETCDCTL_API: '3' } : {}) }
  const options = { cwd: folder, killAfterMs: 60_000 }
  const original = await runProcess(binary.etcdctl, args, { ...options, env })
  const expected = masked(original.stderr.toString(), folder)
  const ours = await runBin(args, { ...options, env: { ...env, ETCDCTL_COMPAT: binary.release } })
  assert.equal(ours.code, original.code)
  assert.equal(ours.stdout.toString(), original.stdout.toString())
  assert.deepEqual(masked(ours.stderr, folder), expected)
}

for (const binary of binaries) {
  test(`${binary.version}: a pin writes the log lines that scripts wait for`, async (t) => {
    const cluster = await startCluster({ binaries: binary })
    t.after(() => cluster.close())
    const [member] = cluster.members
    const endpoint = `--endpoints=${member?.endpoint}`
    await play(t, binary, endpoint, 'snapshot', 'save', 'saved.db')
    await play(t, binary, endpoint, 'snapshot', 'save', 'nosuch/saved.db')
    await play(t, binary, endpoint, '--user=nobody:x', 'put', 'k', 'v')
    await play(t, binary, endpoint, '--user=nobody:x', 'get', 'k')
  })
}
