import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { AlarmAction, AlarmType } from '../../../src/rpc/messages.ts'
import { Maintenance } from '../../../src/rpc/services.ts'
import { answer, type FakeServer, fail, startFakeServer } from '../../support/fake-server.ts'
import { runCli } from '../../support/run-cli.ts'
import { assertRefused } from '../refusals.ts'
import { header, headerFields, headerJson } from '../samples.ts'

const memberID = 15458602993736331748n
const alarms = [
  { memberID, alarm: AlarmType.NOSPACE },
  { memberID, alarm: AlarmType.CORRUPT },
]

/** Answers as etcd does: the alarms that are raised, or the one that was cleared. */
async function serve(t: TestContext): Promise<FakeServer> {
  return (await startFakeServer(t)).on(Maintenance.alarm, ({ action, alarm }) =>
    action === AlarmAction.GET ? answer({ header, alarms }) : answer({ header, alarms: [{ memberID, alarm }] }),
  )
}

function alarm(server: FakeServer, args: readonly string[], release = 'auto') {
  return runCli(['alarm', ...args, '--endpoints', server.endpoint], { env: { ETCDCTL_COMPAT: release } })
}

test('alarm list prints a line an alarm, which ends in a space up to 3.6', async (t) => {
  const server = await serve(t)
  const plain = `memberID:${memberID} alarm:NOSPACE\nmemberID:${memberID} alarm:CORRUPT\n`
  for (const release of ['3.4', '3.5', '3.6']) {
    assert.equal((await alarm(server, ['list'], release)).stdout, plain.replaceAll('\n', ' \n'))
  }
  assert.deepEqual(await alarm(server, ['list']), { code: 0, stdout: plain, stderr: '' })
})

test('alarm list -w json and -w fields show the header too', async (t) => {
  const server = await serve(t)
  const list = `[{"memberID":${memberID},"alarm":1},{"memberID":${memberID},"alarm":2}]`
  assert.equal((await alarm(server, ['list', '-w', 'json'])).stdout, `{${headerJson},"alarms":${list}}\n`)
  const blocks = `"MemberID" : ${memberID}\n"AlarmType" : NOSPACE\n\n"MemberID" : ${memberID}\n"AlarmType" : CORRUPT\n\n`
  assert.equal((await alarm(server, ['list', '-w', 'fields'])).stdout, headerFields + blocks)
})

test('--hex shows ids of the fields format in hexadecimal since 3.6', async (t) => {
  const server = await serve(t)
  const args = ['list', '-w', 'fields', '--hex']
  const hex = `"MemberID" : ${memberID.toString(16)}\n"AlarmType" : NOSPACE`
  assert.ok((await alarm(server, args, '3.6')).stdout.includes(hex))
  assert.ok(!(await alarm(server, args, '3.5')).stdout.includes(hex))
})

test('alarm disarm clears one alarm after the other and prints them without a header', async (t) => {
  const server = await serve(t)
  const list = `[{"memberID":${memberID},"alarm":1},{"memberID":${memberID},"alarm":2}]`
  assert.deepEqual(await alarm(server, ['disarm', '-w', 'json']), {
    code: 0,
    stdout: `{"alarms":${list}}\n`,
    stderr: '',
  })
  assert.deepEqual(
    server.requests(Maintenance.alarm).map(({ action, alarm }) => [action, alarm]),
    [
      [AlarmAction.GET, AlarmType.NONE],
      [AlarmAction.DEACTIVATE, AlarmType.NOSPACE],
      [AlarmAction.DEACTIVATE, AlarmType.CORRUPT],
    ],
  )
})

test('a header that is missing is shown as zeros', async (t) => {
  const server = await serve(t)
  const zeros = '"ClusterID" : 0\n"MemberID" : 0\n"RaftTerm" : 0\n'
  assert.ok((await alarm(server, ['disarm', '-w', 'fields'])).stdout.startsWith(`${zeros}"MemberID" : ${memberID}\n`))
})

test('without alarms there is no output, and {} as json', async (t) => {
  const server = (await startFakeServer(t)).on(Maintenance.alarm, [answer({})])
  assert.deepEqual(await alarm(server, ['disarm']), { code: 0, stdout: '', stderr: '' })
  assert.equal((await alarm(server, ['list', '-w', 'json'])).stdout, '{}\n')
})

test('the first alarm that cannot be cleared ends the command', async (t) => {
  const server = (await startFakeServer(t)).on(Maintenance.alarm, ({ action }) =>
    action === AlarmAction.GET ? answer({ header, alarms }) : fail('Unknown', 'broken'),
  )
  const { code, stdout } = await alarm(server, ['disarm'])
  assert.deepEqual([code, stdout, server.calls.length], [1, '', 2])
})

test('alarm list refuses a format after the answer, as the original does', async (t) => {
  const server = (await startFakeServer(t)).on(Maintenance.alarm, [fail('Unknown', 'broken'), answer({})])
  for (const [code, message] of [
    [1, 'rpc error: code = Unknown desc = broken'],
    [4, 'table not supported as output format'],
  ] as const) {
    const run = await alarm(server, ['list', '-w', 'table'])
    assert.deepEqual(run, { code, stdout: '', stderr: `Error: ${message}\n` })
  }
})

test('alarm refuses arguments, and formats for what it changes, before it connects', (t) =>
  assertRefused(t, [
    [['alarm', 'list', 'x'], 128, 'alarm list command accepts no arguments'],
    [['alarm', 'disarm', 'x'], 128, 'alarm disarm command accepts no arguments'],
    [['alarm', 'disarm', '-w', 'table'], 4, 'table not supported as output format'],
  ]))
