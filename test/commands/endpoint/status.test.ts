import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import type { StatusResponse } from '../../../src/rpc/messages.ts'
import { Auth, Maintenance } from '../../../src/rpc/services.ts'
import { answer, type FakeServer, fail, startFakeServer } from '../../support/fake-server.ts'
import { freePort } from '../../support/ports.ts'
import { type CliRun, runCli } from '../../support/run-cli.ts'
import { header } from '../samples.ts'

const response: Partial<StatusResponse> = {
  header,
  version: '3.6.14',
  dbSize: 69632n,
  leader: header.memberId,
  raftIndex: 16n,
  raftTerm: 2n,
  raftAppliedIndex: 15n,
  dbSizeInUse: 61440n,
  storageVersion: '3.6.0',
  dbSizeQuota: 2147483648n,
  downgradeInfo: { enabled: false, targetVersion: '' },
}

async function serve(t: TestContext, changes: Partial<StatusResponse> = {}): Promise<FakeServer> {
  return (await startFakeServer(t)).on(Maintenance.status, [answer({ ...response, ...changes })])
}

function status(endpoints: readonly string[], ...args: string[]): Promise<CliRun> {
  return runCli(['endpoint', 'status', '--endpoints', endpoints.join(','), ...args])
}

test('endpoint status prints a line for each endpoint, in the order given', async (t) => {
  const [first, second] = [await serve(t), await serve(t, { leader: 1n, isLearner: true })]
  assert.deepEqual(await status([first.endpoint, second.endpoint]), {
    code: 0,
    stdout:
      `${first.endpoint}, 8dcda2659ca06477, 3.6.14, 3.6.0, 70 kB, 61 kB, 12%, 2.1 GB, true, false, 2, 16, 15, , , false\n` +
      `${second.endpoint}, 8dcda2659ca06477, 3.6.14, 3.6.0, 70 kB, 61 kB, 12%, 2.1 GB, false, true, 2, 16, 15, , , false\n`,
    stderr: '',
  })
})

test('endpoint status as 3.5 has fewer columns', async (t) => {
  const { endpoint } = await serve(t, { errors: ['a', 'b'] })
  assert.equal(
    (await status([endpoint], '--compat', '3.5')).stdout,
    `${endpoint}, 8dcda2659ca06477, 3.6.14, 70 kB, true, false, 2, 16, 15, a, b\n`,
  )
})

test('endpoint status names the endpoints that failed, prints the rest, and ends with 1 and no error line', async (t) => {
  const { endpoint } = await serve(t)
  const dead = `127.0.0.1:${await freePort()}`
  const run = await status([dead, endpoint], '--command-timeout', '2s')
  assert.equal(run.code, 1)
  assert.ok(run.stdout.startsWith(`${endpoint}, 8dcda2659ca06477, `) && run.stdout.split('\n').length === 2)
  assert.equal(
    run.stderr,
    `${dead}: TCP: connection refused; is etcd running, and is this its client port?\n` +
      `Failed to get the status of endpoint ${dead} (context deadline exceeded)\n`,
  )
})

test('endpoint status without a single answer still prints a result', async (t) => {
  const server = await startFakeServer(t)
  server.on(Maintenance.status, [fail('Internal', 'odd')])
  for (const [release, stdout] of [
    ['3.5', '[]\n'],
    ['3.7', 'null\n'],
  ] as const) {
    assert.deepEqual(await status([server.endpoint], '-w', 'json', '--compat', release), {
      code: 1,
      stdout,
      stderr: `Failed to get the status of endpoint ${server.endpoint} (rpc error: code = Internal desc = odd)\n`,
    })
  }
})

test('a refused login ends endpoint status with 2 and no result', async (t) => {
  const [good, bad] = [await serve(t), await serve(t)]
  const details = 'etcdserver: authentication failed, invalid user ID or password'
  good.on(Auth.authenticate, [answer({ token: 't' })])
  bad.on(Auth.authenticate, [fail('InvalidArgument', details)])
  const run = await status([good.endpoint, bad.endpoint], '--user', 'root:pw')
  assert.deepEqual([run.code, run.stdout], [2, ''])
  assert.match(run.stderr, new RegExp(`\\nError: ${details}\\n$`))
})

test('no endpoint at all is nothing to print since 3.6, and an error before', async () => {
  assert.deepEqual(await runCli(['endpoint', 'status', '--endpoints=']), { code: 0, stdout: '', stderr: '' })
  assert.deepEqual(await runCli(['endpoint', 'status', '--endpoints=', '--compat', '3.5']), {
    code: 2,
    stdout: '',
    stderr: 'Error: etcdclient: no available endpoints\n',
  })
})
