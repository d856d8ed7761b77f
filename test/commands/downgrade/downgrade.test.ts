import assert from 'node:assert/strict'
import test from 'node:test'
import { DowngradeAction } from '../../../src/rpc/messages.ts'
import { Maintenance } from '../../../src/rpc/services.ts'
import { answer, startFakeServer } from '../../support/fake-server.ts'
import { runCli } from '../../support/run-cli.ts'
import { assertRefused } from '../refusals.ts'
import { header, headerJson } from '../samples.ts'

test('each step sends the version as it was given and prints that of the cluster', async (t) => {
  const server = (await startFakeServer(t)).on(Maintenance.downgrade, [answer({ header, version: '3.6' })])
  for (const [step, args, request] of [
    ['validate', ['3.5'], { action: DowngradeAction.VALIDATE, version: '3.5' }],
    ['enable', ['3.5.0'], { action: DowngradeAction.ENABLE, version: '3.5.0' }],
    ['cancel', [], { action: DowngradeAction.CANCEL, version: '' }],
    ['cancel', ['overlooked', 'words'], { action: DowngradeAction.CANCEL, version: '' }],
  ] as const) {
    const run = await runCli(['downgrade', step, ...args, '--endpoints', server.endpoint])
    const stdout = `Downgrade ${step} success, cluster version 3.6\n`
    assert.deepEqual(run, { code: 0, stdout, stderr: '' })
    assert.deepEqual(server.requests(Maintenance.downgrade).at(-1), request)
  }
})

test('downgrade -w json prints the answer', async (t) => {
  const server = (await startFakeServer(t)).on(Maintenance.downgrade, [answer({ header, version: '3.6' })])
  const { stdout } = await runCli(['downgrade', 'cancel', '-w', 'json', '--endpoints', server.endpoint])
  assert.equal(stdout, `{${headerJson},"version":"3.6"}\n`)
})

test('a server that cannot do it answers with its status', async (t) => {
  const server = await startFakeServer(t)
  const { code, stderr } = await runCli(['downgrade', 'validate', '3.5', '--endpoints', server.endpoint])
  const desc = 'unknown method Downgrade for service etcdserverpb.Maintenance'
  assert.equal(code, 1)
  assert.ok(stderr.endsWith(`Error: rpc error: code = Unimplemented desc = ${desc}\n`), stderr)
})

test('downgrade refuses bad input before it connects', (t) =>
  assertRefused(t, [
    [['downgrade', 'validate'], 128, 'TARGET_VERSION not provided'],
    [['downgrade', 'enable'], 128, 'TARGET_VERSION not provided'],
    [['downgrade', 'validate', '3.5', '3.4'], 128, 'too many arguments'],
    [['downgrade', 'enable', ''], 128, 'target version not provided'],
    [['downgrade', 'enable', '3.5', '-w', 'table'], 4, 'table not supported as output format'],
    [['downgrade', 'cancel', '-w', 'fields'], 4, 'fields not supported as output format'],
  ]))
