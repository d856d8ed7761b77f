import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { explain, refusedCall } from '../../../src/client/diagnosis/explanation.ts'
import { KV, Maintenance } from '../../../src/rpc/services.ts'
import { answer, fail, startFakeServer } from '../../support/fake-server.ts'
import { bytes, openTestClient, within } from '../open.ts'

async function explainedPut(t: TestContext, refusal: string, valueBytes = 1): Promise<string> {
  const server = await startFakeServer(t)
  server.on(KV.put, [fail('ResourceExhausted', refusal)])
  server.on(KV.range, [fail('PermissionDenied', 'etcdserver: permission denied')])
  server.on(Maintenance.status, [
    answer({ header: { clusterId: 1n, memberId: 1n, revision: 7n, raftTerm: 1n }, dbSize: 3_000_000n }),
  ])
  const client = await openTestClient(t, [server.endpoint])
  const put = client.kv.put({ key: bytes('k'), value: new Uint8Array(valueBytes) }, within(60_000))
  const error: unknown = await put.catch((error: unknown) => error)
  const refused = refusedCall(error)
  assert.ok(refused !== undefined)
  const [line = ''] = await explain(client, refused)
  return line.replace(`${server.endpoint}: etcd: `, '')
}

test('a full database is explained to a user who may write and not read, too', async (t) => {
  assert.equal(
    await explainedPut(t, 'etcdserver: mvcc: database space exceeded'),
    'the database takes 3.0 MB; to make room, in this order: etcdctl compaction 7, etcdctl defrag --cluster, etcdctl alarm disarm',
  )
})

test('a server with a smaller limit than usual is not said to take more than it refused', async (t) => {
  assert.match(
    await explainedPut(t, 'etcdserver: request is too large', 900_000),
    /^the request has 9000\d\d bytes; this server takes less than the usual 1572864: it runs with a smaller --max-request-bytes$/,
  )
})
