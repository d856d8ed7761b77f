import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { create } from '../../../src/rpc/codec.ts'
import { putRequestType } from '../../../src/rpc/fields.ts'
import type { PutRequest, PutResponse } from '../../../src/rpc/messages.ts'
import { KV } from '../../../src/rpc/services.ts'
import { answer, type FakeServer, fail, startFakeServer } from '../../support/fake-server.ts'
import { runCli } from '../../support/run-cli.ts'
import { assertRefused } from '../refusals.ts'
import { bytes, header, headerFields, headerJson, keyValue } from '../samples.ts'

async function serve(t: TestContext, response: Partial<PutResponse> = {}): Promise<FakeServer> {
  return (await startFakeServer(t)).on(KV.put, [answer({ header, ...response })])
}

const key = bytes('k')
const value = bytes('v')

const sent: readonly (readonly [args: readonly string[], stdin: string, Partial<PutRequest>])[] = [
  [['k', 'v'], '', { key, value }],
  [['k', 'v', 'ignored'], '', { key, value }],
  [['k', 'v'], 'left alone', { key, value }],
  [['k', ''], 'left alone', { key }],
  [['', 'v'], '', { value }],
  [['k'], 'v', { key, value }],
  [['k'], 'v\n', { key, value: bytes('v\n') }],
  [['k'], '\n', { key, value: bytes('\n') }],
  [['k', '--', '-v'], '', { key, value: bytes('-v') }],
  [['k', 'v', '--lease', '694d5765fc71500b'], '', { key, value, lease: 0x694d5765fc71500bn }],
  [['k', 'v', '--lease=7FFFFFFFFFFFFFFF'], '', { key, value, lease: 0x7fffffffffffffffn }],
  [['k', 'v', '--lease=0'], '', { key, value }],
  [['k', 'v', '--prev-kv'], '', { key, value, prevKv: true }],
  [['k', '--ignore-value'], 'left alone', { key, ignoreValue: true }],
  [['k', 'v', '--ignore-lease'], '', { key, value, ignoreLease: true }],
]

test('put sends the key, the value and the flags', async (t) => {
  const server = await serve(t)
  for (const [args, stdin, fields] of sent) {
    server.calls.length = 0
    const run = await runCli(['put', ...args.slice(0, 1), '--endpoints', server.endpoint, ...args.slice(1)], { stdin })
    assert.deepEqual(run, { code: 0, stdout: 'OK\n', stderr: '' }, args.join(' '))
    assert.deepEqual(server.requests(KV.put), [create(putRequestType, fields)], args.join(' '))
  }
})

test('put stores every byte value from standard input and from an argument', async (t) => {
  const server = await serve(t)
  const all = Uint8Array.from({ length: 256 }, (_, index) => index)
  await runCli(['put', 'k', '--endpoints', server.endpoint], { stdin: all })
  const text = 'Grüße, 世界 😀'
  await runCli(['put', text, text, '--endpoints', server.endpoint])
  const [first, second] = server.requests(KV.put)
  assert.deepEqual(first?.value, all)
  assert.deepEqual([second?.key, second?.value], [bytes(text), bytes(text)])
})

test('put --prev-kv prints what was stored before', async (t) => {
  const server = await serve(t, { prevKv: keyValue('foo', 'baz') })
  const put = (...args: string[]) => runCli(['put', 'foo', 'qux', '--prev-kv', '--endpoints', server.endpoint, ...args])
  assert.deepEqual(await put(), { code: 0, stdout: 'OK\nfoo\nbaz\n', stderr: '' })
  const kv = '{"key":"Zm9v","create_revision":2,"mod_revision":4,"version":3,"value":"YmF6"}'
  assert.deepEqual(await put('-w', 'json'), { code: 0, stdout: `{${headerJson},"prev_kv":${kv}}\n`, stderr: '' })
  const prev =
    '"PrevKey" : "foo"\n"PrevCreateRevision" : 2\n"PrevModRevision" : 4\n"PrevVersion" : 3\n"PrevValue" : "baz"\n"PrevLease" : 0\n'
  assert.deepEqual(await put('-w', 'fields'), { code: 0, stdout: headerFields + prev, stderr: '' })
})

test('put refuses bad arguments before it connects', (t) =>
  assertRefused(t, [
    [['put'], 128, 'put command needs 1 argument and input from stdin or 2 arguments'],
    [['put', 'k'], 128, 'put command needs 1 argument and input from stdin or 2 arguments'],
    [['put', 'k', 'v', '--ignore-value'], 128, "put command needs only 1 argument when 'ignore-value' is set"],
    [
      ['put', 'k', 'v', '--lease', 'zz'],
      128,
      'bad lease ID (strconv.ParseInt: parsing "zz": invalid syntax), expecting ID in Hex',
    ],
    [
      ['put', 'k', 'v', '--lease', '0x1'],
      128,
      'bad lease ID (strconv.ParseInt: parsing "0x1": invalid syntax), expecting ID in Hex',
    ],
    [
      ['put', 'k', 'v', '--lease', '8000000000000000'],
      128,
      'bad lease ID (strconv.ParseInt: parsing "8000000000000000": value out of range), expecting ID in Hex',
    ],
    [['put', 'k', 'v', '-w', 'xml'], 4, 'unsupported output format'],
    // the original stores the key and then finds that it cannot print it
    [['put', 'k', 'v', '-w', 'table'], 4, 'table not supported as output format'],
  ]))

test("the server's refusals end put with exit code 1 and the server's words", async (t) => {
  const server = await startFakeServer(t)
  for (const [code, details] of [
    ['InvalidArgument', 'etcdserver: lease is provided'],
    ['NotFound', 'etcdserver: requested lease not found'],
    ['InvalidArgument', 'etcdserver: key not found'],
    ['InvalidArgument', 'etcdserver: request is too large'],
    ['ResourceExhausted', 'etcdserver: mvcc: database space exceeded'],
  ] as const) {
    server.on(KV.put, [fail(code, details)])
    const run = await runCli(['put', 'k', 'v', '--endpoints', server.endpoint])
    assert.deepEqual(run, { code: 1, stdout: '', stderr: `Error: ${details}\n` })
  }
})

test('put refuses a value above the limit without sending it', async (t) => {
  const server = await serve(t)
  const value = new Uint8Array(3_000_000)
  const run = await runCli(['put', 'k', '--endpoints', server.endpoint], { stdin: value })
  const remark = '--max-request-bytes sets how much may be sent, and the same flag of the server how much it takes'
  const sizes = 'trying to send message larger than max (3000008 vs. 2097152)'
  assert.deepEqual(run, {
    code: 1,
    stdout: '',
    stderr: `${remark}\nError: rpc error: code = ResourceExhausted desc = ${sizes}\n`,
  })
  assert.equal(server.calls.length, 0)
  const more = await runCli(['put', 'k', '--endpoints', server.endpoint, '--max-request-bytes', '4000000'], {
    stdin: value,
  })
  assert.equal(more.code, 0)
})
