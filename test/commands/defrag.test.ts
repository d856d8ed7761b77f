import assert from 'node:assert/strict'
import test from 'node:test'
import { Auth, Cluster, Maintenance } from '../../src/rpc/services.ts'
import { answer, fail, stall, startFakeServer } from '../support/fake-server.ts'
import { runCli } from '../support/run-cli.ts'
import { header } from './samples.ts'

test('each endpoint is named with the time it took, which releases before 3.6 do not say', async (t) => {
  const server = (await startFakeServer(t)).on(Maintenance.defragment, [answer({ header })])
  const run = (release: string) =>
    runCli(['defrag', 'ignored', '--endpoints', server.endpoint], { env: { ETCDCTL_COMPAT: release } })
  const line = `Finished defragmenting etcd member[${server.endpoint}]`
  for (const release of ['3.4', '3.5']) {
    assert.deepEqual(await run(release), { code: 0, stdout: `${line}\n`, stderr: '' })
  }
  for (const release of ['3.6', '3.7']) {
    const { code, stdout, stderr } = await run(release)
    assert.deepEqual(
      [code, stdout.replace(/took [\d.]+(µs|ms|s)\n$/, 'took <time>\n'), stderr],
      [0, `${line}. took <time>\n`, ''],
    )
  }
})

test('a failure does not stop the rest', async (t) => {
  const first = (await startFakeServer(t)).on(Maintenance.defragment, [fail('Unknown', 'disk full')])
  const second = (await startFakeServer(t)).on(Maintenance.defragment, [answer({ header })])
  const run = await runCli(['defrag', '--endpoints', `${first.endpoint},${second.endpoint}`])
  assert.equal(run.code, 1)
  assert.match(run.stdout, new RegExp(`^Finished defragmenting etcd member\\[${second.endpoint}\\]\\. took \\S+\n$`))
  const failed = `Failed to defragment etcd member\\[${first.endpoint}\\]\\. took \\S+s\\.`
  assert.match(run.stderr, new RegExp(`${failed} \\(rpc error: code = Unknown desc = disk full\\)\n$`))
})

test('a member gets its turn only when the one before it is done', async (t) => {
  const first = (await startFakeServer(t)).on(Maintenance.defragment, [stall])
  let secondAtMs = 0
  const second = (await startFakeServer(t)).on(Maintenance.defragment, () => {
    secondAtMs = performance.now()
    return answer({ header })
  })
  const args = ['defrag', '--endpoints', `${first.endpoint},${second.endpoint}`, '--command-timeout=300ms']
  const startMs = performance.now()
  const { code, stderr } = await runCli(args, { env: { ETCDCTL_COMPAT: '3.5' } })
  assert.equal(code, 1)
  assert.ok(secondAtMs - startMs >= 295, `asked after ${secondAtMs - startMs} ms`)
  assert.ok(
    stderr.endsWith(`Failed to defragment etcd member[${first.endpoint}] (context deadline exceeded)\n`),
    stderr,
  )
})

test('--cluster asks every member for its turn', async (t) => {
  const server = (await startFakeServer(t)).on(Maintenance.defragment, [answer({ header })])
  const member = { ID: 1n, name: 'a', peerURLs: [], clientURLs: [`http://${server.endpoint}`], isLearner: false }
  server.on(Cluster.memberList, [answer({ header, members: [member, member] })])
  const { code, stdout } = await runCli(['defrag', '--cluster', '--endpoints', server.endpoint])
  assert.equal(code, 0)
  assert.equal(stdout.split(`member[http://${server.endpoint}]`).length, 3)
})

test('a refused login ends the command', async (t) => {
  const text = 'etcdserver: authentication failed, invalid user ID or password'
  const server = (await startFakeServer(t)).on(Auth.authenticate, [fail('InvalidArgument', text)])
  const { code, stderr } = await runCli(['defrag', '--user=a:b', '--endpoints', server.endpoint])
  assert.equal(code, 2)
  assert.ok(stderr.endsWith(`Error: ${text}\n`))
})

test('no endpoints are an error up to 3.5, and nothing to do since 3.6', async () => {
  const run = (release: string) => runCli(['defrag', '--endpoints='], { env: { ETCDCTL_COMPAT: release } })
  assert.deepEqual(await run('3.5'), { code: 2, stdout: '', stderr: 'Error: etcdclient: no available endpoints\n' })
  assert.deepEqual(await run('3.6'), { code: 0, stdout: '', stderr: '' })
})

test('--data-dir asks no server', async (t) => {
  const server = await startFakeServer(t)
  const run = await runCli(['defrag', '--data-dir', 'nosuch', '--endpoints', server.endpoint])
  const message = 'Failed to defragment etcd data[nosuch] (stat nosuch/member/snap/db: no such file or directory)'
  assert.deepEqual(run, { code: 1, stdout: '', stderr: `Error: ${message}\n` })
  assert.equal(server.connections, 0)
})
