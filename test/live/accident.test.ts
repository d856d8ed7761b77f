import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { releases } from '../../src/base/release.ts'
import { create } from '../../src/rpc/codec.ts'
import { putRequestType } from '../../src/rpc/fields.ts'
import { bytes, openTestClient, within } from '../client/open.ts'
import { startCluster } from '../support/cluster.ts'
import { findEtcdBinaries } from '../support/etcd-binaries.ts'
import { runBin } from '../support/run-bin.ts'

const found = await findEtcdBinaries()
const binaries = found.binaries.filter(({ release }) => releases.some((known) => known === release))
const longMs = 120_000
const kinds = ['configmaps', 'deployments', 'deploymentstatus', 'pods', 'secrets']
const lost = '/registry/deployments/'
const everything = { key: Uint8Array.of(0), rangeEnd: Uint8Array.of(0) }

/** What the beginning of a stored object looks like; the rest is whatever bytes. */
function object(kind: string, at: number): Uint8Array {
  const head = Buffer.from(`k8s\0\n\x0f\n\x07apps/v1\x12\x04${kind}`, 'latin1')
  return Buffer.concat([head, Buffer.from(Array.from({ length: 200 + at }, (_, byte) => (byte * at) & 255))])
}

for (const etcd of binaries) {
  test(`${etcd.version}: a prefix that was deleted by accident comes back in three ways`, {
    timeout: 600_000,
  }, async (t) => {
    const cluster = await startCluster({ binaries: etcd })
    t.after(() => cluster.close())
    const folder = await mkdtemp(join(tmpdir(), 'etcdctl-ts-'))
    t.after(() => rm(folder, { recursive: true }))
    const client = await openTestClient(t, cluster.endpoints)
    const run = async (args: readonly string[], stdin?: Uint8Array) => {
      const { code, stdout, stderr } = await runBin(
        [...cluster.clientFlags(), ...args],
        stdin === undefined ? {} : { stdin },
      )
      return { code, stdout, stderr }
    }
    const said = async (args: readonly string[], stdin?: Uint8Array) => {
      const { code, stdout, stderr } = await run(args, stdin)
      return { code, stdout: stdout.toString(), stderr }
    }
    const contents = async () => {
      const { kvs } = await client.kv.range(everything, within(longMs))
      return kvs.map(({ key, value }) => [Buffer.from(key).toString(), Buffer.from(value).toString('base64')])
    }
    for (const kind of kinds) {
      for (let batch = 0; batch < 2; batch++) {
        const success = Array.from({ length: 100 }, (_, at) => {
          const key = bytes(`/registry/${kind}/ns-${batch}/object-${at}`)
          return { requestPut: create(putRequestType, { key, value: object(kind, at) }) }
        })
        await client.kv.txn({ success }, within(longMs))
      }
    }
    const before = await contents()
    const snapshot = join(folder, 'last-night.db')
    assert.equal((await run(['snapshot', 'save', snapshot])).code, 0)
    const { stdout: exported } = await run(['get', lost, '--prefix', '-w', 'jsonl'])
    await writeFile(join(folder, 'export.jsonl'), exported)
    const accident = async () => {
      assert.equal((await said(['del', lost, '--prefix'])).stdout, '200\n')
      assert.equal((await contents()).length, 800)
    }
    const back = { code: 0, stdout: 'put 200, deleted 0, same 0, conflicts 0\n', stderr: '' }

    await accident()
    const { stdout: log } = await said(['log', lost, '--limit', '1', '-w', 'jsonl'])
    const { revision } = JSON.parse(log.split('\n')[0] ?? '')
    assert.equal(log.trim().split('\n').length, 200)
    assert.deepEqual(await said(['undo', String(revision)]), back)
    assert.deepEqual(await contents(), before)

    await accident()
    assert.deepEqual(await said(['apply', snapshot, '--prefix', lost]), back)
    assert.deepEqual(await contents(), before)

    await accident()
    assert.deepEqual(await said(['apply', '-', '--prefix', lost], exported), back)
    assert.deepEqual(await contents(), before)
    assert.deepEqual(await said(['diff', snapshot, '--names']), { code: 0, stdout: '', stderr: '' })
    assert.deepEqual(await said(['diff', join(folder, 'export.jsonl'), '--prefix', lost]), {
      code: 0,
      stdout: '',
      stderr: '',
    })
  })
}
