import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { Maintenance } from '../../../src/rpc/services.ts'
import { answer, type FakeServer, fail, startFakeServer } from '../../support/fake-server.ts'
import { type CliRun, runCli } from '../../support/run-cli.ts'
import { header, headerFields, headerJson } from '../samples.ts'

async function serve(t: TestContext): Promise<FakeServer> {
  const server = await startFakeServer(t)
  return server.on(Maintenance.hashKV, [answer({ header, hash: 4025143981, compactRevision: -1n, hashRevision: 3n })])
}

function hashKv(endpoints: readonly string[], ...args: string[]): Promise<CliRun> {
  return runCli(['endpoint', 'hashkv', '--endpoints', endpoints.join(','), ...args])
}

test('endpoint hashkv prints the hash, and since 3.6 its revision', async (t) => {
  const { endpoint } = await serve(t)
  const line = (text: string) => ({ code: 0, stdout: `${text}\n`, stderr: '' })
  assert.deepEqual(await hashKv([endpoint]), line(`${endpoint}, 4025143981, 3`))
  assert.deepEqual(await hashKv([endpoint], '--compat', '3.5'), line(`${endpoint}, 4025143981`))
  const hash = `{${headerJson},"hash":4025143981,"compact_revision":-1,"hash_revision":3}`
  assert.deepEqual(await hashKv([endpoint], '-w', 'json'), line(`[{"Endpoint":"${endpoint}","HashKV":${hash}}]`))
  const fields = `${headerFields}"Endpoint" : "${endpoint}"\n"Hash" : 4025143981\n"HashRevision" : 3\n`
  assert.deepEqual(await hashKv([endpoint], '-w', 'fields'), line(fields))
})

test('endpoint hashkv sends the revision', async (t) => {
  const server = await serve(t)
  await hashKv([server.endpoint], '--rev', '1200')
  await hashKv([server.endpoint])
  assert.deepEqual(
    server.requests(Maintenance.hashKV).map((request) => request.revision),
    [1200n, 0n],
  )
})

test('endpoint hashkv prints the answers and ends with the last error', async (t) => {
  const [good, bad] = [await serve(t), await startFakeServer(t)]
  const details = 'etcdserver: mvcc: required revision is a future revision'
  bad.on(Maintenance.hashKV, [fail('OutOfRange', details)])
  assert.deepEqual(await hashKv([bad.endpoint, good.endpoint]), {
    code: 1,
    stdout: `${good.endpoint}, 4025143981, 3\n`,
    stderr: `Failed to get the hash of endpoint ${bad.endpoint} (${details})\nError: ${details}\n`,
  })
})
