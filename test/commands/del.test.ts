import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { create } from '../../src/rpc/codec.ts'
import { deleteRangeRequestType } from '../../src/rpc/fields.ts'
import type { DeleteRangeRequest, DeleteRangeResponse } from '../../src/rpc/messages.ts'
import { KV } from '../../src/rpc/services.ts'
import { answer, type FakeServer, startFakeServer } from '../support/fake-server.ts'
import { runCli } from '../support/run-cli.ts'
import { assertRefused } from './refusals.ts'
import { bytes, header, headerFields, headerJson, keyValue } from './samples.ts'

async function serve(t: TestContext, response: Partial<DeleteRangeResponse> = {}): Promise<FakeServer> {
  return (await startFakeServer(t)).on(KV.deleteRange, [answer({ header, ...response })])
}

const key = bytes('d')
const end = Uint8Array.of(0)

const sent: readonly (readonly [args: readonly string[], Partial<DeleteRangeRequest>])[] = [
  [['d'], { key }],
  [['d', 'e', '--range'], { key, rangeEnd: bytes('e') }],
  [['d', '--prefix'], { key, rangeEnd: bytes('e') }],
  [['', '--prefix'], { key: end, rangeEnd: end }],
  [['d', '--from-key'], { key, rangeEnd: end }],
  [['d', '--prev-kv'], { key, prevKv: true }],
  [['d', '--range'], { key }],
]

test('del sends the range that the flags name', async (t) => {
  const server = await serve(t)
  for (const [args, fields] of sent) {
    server.calls.length = 0
    const run = await runCli(['del', ...args, '--endpoints', server.endpoint])
    assert.deepEqual(run, { code: 0, stdout: '0\n', stderr: '' }, args.join(' '))
    assert.deepEqual(server.requests(KV.deleteRange), [create(deleteRangeRequestType, fields)], args.join(' '))
  }
})

test('del prints how many keys went, and with --prev-kv which', async (t) => {
  const server = await serve(t, { deleted: 2n, prevKvs: [keyValue('d1', 'v1'), keyValue('d2', '')] })
  const del = (...args: string[]) => runCli(['del', 'd', '--prefix', '--endpoints', server.endpoint, ...args])
  assert.deepEqual(await del(), { code: 0, stdout: '2\nd1\nv1\nd2\n\n', stderr: '' })
  const kvs =
    '{"key":"ZDE=","create_revision":2,"mod_revision":4,"version":3,"value":"djE="},' +
    '{"key":"ZDI=","create_revision":2,"mod_revision":4,"version":3}'
  const json = `{${headerJson},"deleted":2,"prev_kvs":[${kvs}]}\n`
  assert.deepEqual(await del('-w', 'json'), { code: 0, stdout: json, stderr: '' })
  const { stdout } = await del('-w', 'fields')
  assert.ok(stdout.startsWith(`${headerFields}"Deleted" : 2\n"PrevKey" : "d1"\n`), stdout)
})

test('del of a range waits two seconds and warns, as 3.6 and 3.7 do', async (t) => {
  const server = await serve(t)
  const startMs = performance.now()
  const run = await runCli(['del', 'd"1', 'd3', '--endpoints', server.endpoint])
  assert.ok(performance.now() - startMs > 1990)
  const warning =
    'Warning: Keys between "d\\"1" and "d3" will be deleted. Please interrupt the command within next 2 seconds to cancel. You can provide `--range` flag to avoid the delay.'
  assert.deepEqual(run, { code: 0, stdout: '0\n', stderr: `${warning}\n` })
})

test('del of a range only warns as 3.5, and says nothing as 3.4', async (t) => {
  const server = await serve(t)
  const del = (release: string) => runCli(['del', 'a', 'b', '--compat', release, '--endpoints', server.endpoint])
  const notice =
    'In etcd v3.6, the operation will be suspended for a few seconds to provide the user time to verify range.\n'
  const order: string[] = []
  const ended = async (release: string) => {
    const run = await del(release)
    order.push(release)
    return run
  }
  const [, ...runs] = await Promise.all([ended('3.6'), ended('3.5'), ended('3.4')])
  assert.deepEqual(runs, [
    { code: 0, stdout: '0\n', stderr: notice },
    { code: 0, stdout: '0\n', stderr: '' },
  ])
  assert.equal(order.at(-1), '3.6', 'the release that waits ends last')
})

test('del refuses bad arguments before it connects', (t) =>
  assertRefused(t, [
    [['del'], 128, 'del command needs one argument as key and an optional argument as range_end'],
    [['del', 'a', 'b', 'c'], 128, 'del command needs one argument as key and an optional argument as range_end'],
    [
      ['del', 'k', '--prefix', '--from-key'],
      128,
      '`--prefix` and `--from-key` cannot be set at the same time, choose one',
    ],
    [
      ['del', 'k', 'm', '--prefix'],
      128,
      'too many arguments, only accept one argument when `--prefix` or `--from-key` is set',
    ],
    [
      ['del', 'k', 'm', '--from-key'],
      128,
      'too many arguments, only accept one argument when `--prefix` or `--from-key` is set',
    ],
    [['del', 'k', '-w', 'xml'], 4, 'unsupported output format'],
    [['del', 'k', '-w', 'table'], 4, 'table not supported as output format'],
  ]))
