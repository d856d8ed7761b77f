import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { create } from '../../src/rpc/codec.ts'
import { deleteRangeRequestType, putRequestType, rangeRequestType } from '../../src/rpc/fields.ts'
import {
  type Compare,
  CompareResult,
  CompareTarget,
  type RequestOp,
  SortOrder,
  type TxnResponse,
} from '../../src/rpc/messages.ts'
import { Auth, KV } from '../../src/rpc/services.ts'
import { answer, type FakeServer, fail, startFakeServer } from '../support/fake-server.ts'
import { runCli } from '../support/run-cli.ts'
import { assertRefused } from './refusals.ts'
import { bytes, header } from './samples.ts'

async function serve(t: TestContext, response: Partial<TxnResponse> = {}): Promise<FakeServer> {
  return (await startFakeServer(t)).on(KV.txn, [answer({ header, succeeded: true, ...response })])
}

async function compareSent(server: FakeServer, line: string): Promise<Compare | undefined> {
  server.calls.length = 0
  const run = await runCli(['txn', '--endpoints', server.endpoint], { stdin: `${line}\n\n\n\n` })
  assert.deepEqual(run, { code: 0, stdout: 'SUCCESS\n', stderr: '' }, line)
  return server.requests(KV.txn)[0]?.compare[0]
}

const { EQUAL, GREATER, LESS, NOT_EQUAL } = CompareResult
const { VERSION, CREATE, MOD, VALUE, LEASE } = CompareTarget

const compares: readonly (readonly [line: string, compare: Partial<Compare>])[] = [
  ['val("k") = "v"', { target: VALUE, result: EQUAL, value: bytes('v') }],
  ['value("k") != "v"', { target: VALUE, result: NOT_EQUAL, value: bytes('v') }],
  ['value("k") > ""', { target: VALUE, result: GREATER, value: bytes('') }],
  ['ver("k") < "3"', { target: VERSION, result: LESS, version: 3n }],
  ['version("k") = "0"', { target: VERSION, result: EQUAL, version: 0n }],
  ['c("k") = "0"', { target: CREATE, result: EQUAL, createRevision: 0n }],
  ['create("k") > "9223372036854775807"', { target: CREATE, result: GREATER, createRevision: 2n ** 63n - 1n }],
  ['m("k") > "-1"', { target: MOD, result: GREATER, modRevision: -1n }],
  ['mod( "k")  =\t"7" rest', { target: MOD, result: EQUAL, modRevision: 7n }],
  ['mod(`k`) = `7`', { target: MOD, result: EQUAL, modRevision: 7n }],
  ['lease("k") = "0"', { target: LEASE, result: EQUAL, lease: 0n }],
  ['lease("k") != "694d5765fc71500b"', { target: LEASE, result: NOT_EQUAL, lease: 0x694d5765fc71500bn }],
  ['lease("k") = "7587865423473561611"', { target: LEASE, result: EQUAL, lease: 7587865423473561611n }],
  ['val("\\x6b") = "\\xff\\u20ac"', { target: VALUE, result: EQUAL, value: Uint8Array.of(0xff, 0xe2, 0x82, 0xac) }],
]

test('a comparison is sent with its operand, zero or not', async (t) => {
  const server = await serve(t)
  for (const [line, compare] of compares) {
    const sent = await compareSent(server, line)
    assert.deepEqual({ ...sent }, { key: bytes('k'), rangeEnd: bytes(''), ...compare }, line)
  }
})

const key = bytes('k')
const range = (fields: object): RequestOp => ({ requestRange: create(rangeRequestType, fields) })
const put = (fields: object): RequestOp => ({ requestPut: create(putRequestType, fields) })
const del = (fields: object): RequestOp => ({ requestDeleteRange: create(deleteRangeRequestType, fields) })

const requests: readonly (readonly [line: string, request: RequestOp])[] = [
  ['get k', range({ key })],
  ['g k z --order=DESCEND --rev 3', range({ key, rangeEnd: bytes('z'), sortOrder: SortOrder.DESCEND, revision: 3n })],
  ['get --prefix k --keys-only', range({ key, rangeEnd: bytes('l'), keysOnly: true })],
  ['get k --print-value-only', range({ key })],
  ['--limit=2 get k', range({ key, limit: 2n })],
  ['put k "two\\nlines"', put({ key, value: bytes('two\nlines') })],
  ["p 'k' 'v w' more words", put({ key, value: bytes('v w') })],
  ['put k -- -v', put({ key, value: bytes('-v') })],
  ['put k v --prev-kv --lease 1f', put({ key, value: bytes('v'), prevKv: true, lease: 31n })],
  ['put k --ignore-value', put({ key, ignoreValue: true })],
  ['del k', del({ key })],
  ['d k --prefix --prev-kv', del({ key, rangeEnd: bytes('l'), prevKv: true })],
  ['del k z --range', del({ key, rangeEnd: bytes('z') })],
]

test('a request line is sent as its command would send it', async (t) => {
  const server = await serve(t)
  for (const [line, request] of requests) {
    server.calls.length = 0
    const stdin = `\n${line}\nget other\n\n ${line} \r\n\t\n`
    const run = await runCli(['txn', '--endpoints', server.endpoint], { stdin })
    assert.deepEqual(run, { code: 0, stdout: 'SUCCESS\n', stderr: '' }, line)
    const [sent] = server.requests(KV.txn)
    assert.deepEqual(sent?.success, [request, range({ key: bytes('other') })], line)
    assert.deepEqual(sent?.failure, [request], line)
  }
})

const refusals: readonly (readonly [stdin: string, code: number, message: string])[] = [
  ['', 3, 'EOF'],
  ['\n\n', 3, 'EOF'],
  ['\n\n\t', 3, 'EOF'],
  ['\nput k v', 3, 'EOF'],
  ['nothing\n', 3, 'malformed comparison: nothing'],
  ['val("k")="v"\n', 3, 'malformed comparison: val("k")="v"; got val("k")  ""'],
  ['val("k") ="v"\n', 3, 'malformed comparison: val("k") ="v"; got val("k") ="v" ""'],
  ['val(k) = "v"\n', 3, 'malformed comparison: val(k) = "v"; got val("")  ""'],
  ['val("k") = v\n', 3, 'malformed comparison: val("k") = v; got val("k") = ""'],
  ['val("k\n', 3, 'malformed comparison: val("k; got val("")  ""'],
  ['bogus("k") = "0"\n', 3, 'malformed comparison: bogus("k") = "0" (unknown target bogus)'],
  ['constructor("k") = "0"\n', 3, 'malformed comparison: constructor("k") = "0" (unknown target constructor)'],
  ['mod("k") = "x"\n', 3, 'invalid txn compare request: mod("k") = "x"'],
  ['lease("k") = "xyz"\n', 3, 'invalid txn compare request: lease("k") = "xyz"'],
  ['val("k") == "v"\n', 3, 'malformed comparison: val("k") == "v" (unknown operator ==)'],
  ['val("k") toString "v"\n', 3, 'malformed comparison: val("k") toString "v" (unknown operator toString)'],
  ['\nput\n', 3, 'invalid txn compare request: put'],
  ['\nwatch k\n', 3, 'invalid txn request: watch k'],
  ['\n-- get k\n', 3, 'invalid txn request: -- get k'],
  ['\nget -h k\n', 3, 'invalid txn request: get -h k'],
  ['\nhelp get\n', 3, 'invalid txn request: help get'],
  ['\nput k "\\q"\n', 3, 'invalid syntax'],
  ['\nput k\nv', 128, 'put command needs 1 argument and input from stdin or 2 arguments'],
  ['\nget k --order=up\n', 4, 'bad sort order up'],
  ['\ndel a b c\n', 128, 'del command needs one argument as key and an optional argument as range_end'],
]

test('a line that does not fit ends the command before anything is sent', async (t) => {
  const server = await serve(t)
  for (const [stdin, code, message] of refusals) {
    const run = await runCli(['txn', '--endpoints', server.endpoint], { stdin })
    assert.deepEqual(run, { code, stdout: '', stderr: `Error: ${message}\n` }, stdin)
  }
  assert.equal(server.calls.length, 0)
})

test('an unknown flag shows the usage of the line in front of the error', async (t) => {
  const server = await serve(t)
  const run = await runCli(['txn', '--endpoints', server.endpoint], { stdin: '\nget k --bogus\n' })
  assert.equal(run.code, 3)
  assert.match(run.stderr, /^Usage:\n {3}get \[options\]/)
  assert.match(run.stderr, /--from-key .*\n/)
  assert.match(run.stderr, /\nunknown flag: --bogus\nError: invalid txn request: get k --bogus\n$/)
})

test('txn takes no argument, and no format that it cannot print', async (t) => {
  await assertRefused(t, [
    [['txn', 'k'], 128, 'txn command does not accept argument'],
    [['txn', '-w', 'xml'], 4, 'unsupported output format'],
  ])
  const server = await serve(t)
  for (const [stdin, code, message] of [
    ['bad\n', 3, 'malformed comparison: bad'],
    ['\n\n\n', 4, 'table not supported as output format'],
  ] as const) {
    const run = await runCli(['txn', '-w', 'table', '--endpoints', server.endpoint], { stdin })
    assert.deepEqual(run, { code, stdout: '', stderr: `Error: ${message}\n` })
  }
  assert.deepEqual(server.calls, [])
})

test('txn -i says which section is read, each before it is read', async (t) => {
  const server = await serve(t)
  const run = await runCli(['txn', '-i', '--endpoints', server.endpoint], { stdin: '\n\nbad\n' })
  const stdout = 'compares:\nsuccess requests (get, put, del):\nfailure requests (get, put, del):\n'
  assert.deepEqual(run, { code: 3, stdout, stderr: 'Error: invalid txn compare request: bad\n' })
})

test('a range is deleted without --range only after a warning, or in 3.4 without a word', async (t) => {
  const server = await serve(t)
  const stdin = '\ndel a c\n\n\n'
  const run = (compat: string) => runCli(['txn', '--compat', compat, '--endpoints', server.endpoint], { stdin })
  assert.equal((await run('3.4')).stderr, '')
  assert.match((await run('3.5')).stderr, /^In etcd v3\.6, .*\n$/)
  const startMs = performance.now()
  assert.match((await run('3.6')).stderr, /^Warning: Keys between "a" and "c" will be deleted\. .*\n$/)
  assert.ok(performance.now() - startMs >= 1990)
})

test('a refused login ends txn before it reads a line', async (t) => {
  const server = await serve(t)
  const wrong = 'etcdserver: authentication failed, invalid user ID or password'
  server.on(Auth.authenticate, [fail('InvalidArgument', wrong)])
  const run = await runCli(['txn', '-i', '--user=u:p', '--endpoints', server.endpoint], { stdin: 'bad\n' })
  assert.deepEqual([run.code, run.stdout], [2, ''])
  assert.ok(run.stderr.endsWith(`Error: ${wrong}\n`))
})

test('an error of the server comes out with its own words', async (t) => {
  const server = await startFakeServer(t)
  server.on(KV.txn, [fail('InvalidArgument', 'etcdserver: duplicate key given in txn request')])
  const run = await runCli(['txn', '--endpoints', server.endpoint], { stdin: '\nput a 1\nput a 2\n\n\n' })
  const stderr = 'Error: etcdserver: duplicate key given in txn request\n'
  assert.deepEqual(run, { code: 1, stdout: '', stderr })
})

test('txn waits longer than the command timeout', async (t) => {
  const server = await serve(t)
  const args = ['txn', '--command-timeout=1ns', '--endpoints', server.endpoint]
  assert.equal((await runCli(args, { stdin: '\n\n\n' })).code, 0)
})
