import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { Maintenance } from '../../src/rpc/services.ts'
import { answer, type FakeServer, fail, startFakeServer } from '../support/fake-server.ts'
import { runCli } from '../support/run-cli.ts'
import { assertRefused } from './refusals.ts'
import { header } from './samples.ts'

const leaderId = 0x616f4cd0fce3fe29n

async function serve(t: TestContext, memberId: bigint): Promise<FakeServer> {
  return (await startFakeServer(t))
    .on(Maintenance.status, [answer({ header: { ...header, memberId }, leader: leaderId })])
    .on(Maintenance.moveLeader, [answer({})])
}

test('the leader among the endpoints is asked, and no other', async (t) => {
  const follower = await serve(t, 1n)
  const leader = await serve(t, leaderId)
  const endpoints = [follower.endpoint, leader.endpoint].join(',')
  const run = await runCli(['move-leader', '7DB44FCA80A4AD36', '--endpoints', endpoints])
  const stdout = 'Leadership transferred from 616f4cd0fce3fe29 to 7db44fca80a4ad36\n'
  assert.deepEqual(run, { code: 0, stdout, stderr: '' })
  assert.deepEqual(leader.requests(Maintenance.moveLeader), [{ targetID: 0x7db44fca80a4ad36n }])
  assert.deepEqual(follower.requests(Maintenance.moveLeader), [])
})

test('json shows the empty answer, protobuf nothing', async (t) => {
  const { endpoint } = await serve(t, leaderId)
  assert.equal((await runCli(['move-leader', '1', '-w', 'json', '--endpoints', endpoint])).stdout, '{}\n')
  assert.equal((await runCli(['move-leader', '1', '-w', 'protobuf', '--endpoints', endpoint])).stdout, '')
})

test('without the leader among the endpoints nothing is moved', async (t) => {
  const { endpoint } = await serve(t, 1n)
  const stderr = `Error: no leader endpoint given at [${endpoint} ${endpoint}]\n`
  const run = await runCli(['move-leader', '1', '--endpoints', `${endpoint},${endpoint}`])
  assert.deepEqual(run, { code: 128, stdout: '', stderr })
})

test('an endpoint that fails before the leader ends the command', async (t) => {
  const broken = (await startFakeServer(t)).on(Maintenance.status, [fail('Unknown', 'broken')])
  const leader = await serve(t, leaderId)
  const { code, stderr } = await runCli(['move-leader', '1', '--endpoints', `${broken.endpoint},${leader.endpoint}`])
  assert.equal(code, 1)
  assert.ok(stderr.endsWith('Error: rpc error: code = Unknown desc = broken\n'))
  assert.deepEqual(leader.requests(Maintenance.moveLeader), [])
})

test('move-leader refuses bad input before it connects', (t) =>
  assertRefused(t, [
    [['move-leader'], 128, 'move-leader command needs 1 argument'],
    [['move-leader', '1', '2'], 128, 'move-leader command needs 1 argument'],
    [['move-leader', 'zz'], 128, 'strconv.ParseUint: parsing "zz": invalid syntax'],
    [['move-leader', '10000000000000000'], 128, 'strconv.ParseUint: parsing "10000000000000000": value out of range'],
  ]))

test('a format without such a result is refused once the leader is found, and nothing is moved', async (t) => {
  const [follower, leader] = [await serve(t, 1n), await serve(t, leaderId)]
  for (const format of ['table', 'fields']) {
    const run = (endpoint: string) => runCli(['move-leader', '1', '-w', format, '--endpoints', endpoint])
    assert.equal((await run(follower.endpoint)).code, 128)
    const stderr = `Error: ${format} not supported as output format\n`
    assert.deepEqual(await run(leader.endpoint), { code: 4, stdout: '', stderr })
  }
  assert.deepEqual(leader.requests(Maintenance.moveLeader), [])
})

test('no endpoints are an error', async () => {
  const stderr = 'Error: etcdclient: no available endpoints\n'
  assert.deepEqual(await runCli(['move-leader', '1', '--endpoints=']), { code: 2, stdout: '', stderr })
})
