import assert from 'node:assert/strict'
import test from 'node:test'
import { KV } from '../../src/rpc/services.ts'
import { answer, fail, startFakeServer } from '../support/fake-server.ts'
import { runCli } from '../support/run-cli.ts'
import { assertRefused } from './refusals.ts'
import { header } from './samples.ts'

test('compaction sends the revision and says so in every format', async (t) => {
  const server = (await startFakeServer(t)).on(KV.compact, [answer({ header })])
  for (const format of ['simple', 'json', 'fields', 'protobuf', 'table']) {
    const run = await runCli(['compaction', '9223372036854775807', '-w', format, '--endpoints', server.endpoint])
    assert.deepEqual(run, { code: 0, stdout: 'compacted revision 9223372036854775807\n', stderr: '' })
  }
  await runCli(['compaction', '--physical', '7', '--endpoints', server.endpoint])
  assert.deepEqual(server.requests(KV.compact)[0], { revision: 9223372036854775807n, physical: false })
  assert.deepEqual(server.requests(KV.compact).at(-1), { revision: 7n, physical: true })
})

test('a revision that is gone already is an error', async (t) => {
  const text = 'etcdserver: mvcc: required revision has been compacted'
  const server = (await startFakeServer(t)).on(KV.compact, [fail('OutOfRange', text)])
  const { code, stdout, stderr } = await runCli(['compaction', '7', '--endpoints', server.endpoint])
  assert.deepEqual([code, stdout], [1, ''])
  assert.ok(stderr.endsWith(`Error: ${text}\n`))
})

test('compaction refuses what is no revision before it connects', (t) =>
  assertRefused(t, [
    [['compaction'], 128, 'compaction command needs 1 argument'],
    [['compaction', '1', '2'], 128, 'compaction command needs 1 argument'],
    [['compaction', 'abc'], 1, 'strconv.ParseInt: parsing "abc": invalid syntax'],
    [['compaction', '0x5'], 1, 'strconv.ParseInt: parsing "0x5": invalid syntax'],
    [['compaction', '9223372036854775808'], 1, 'strconv.ParseInt: parsing "9223372036854775808": value out of range'],
    [['compaction', '5', '-w', 'xml'], 4, 'unsupported output format'],
  ]))
