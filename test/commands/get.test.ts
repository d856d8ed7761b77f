import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { create } from '../../src/rpc/codec.ts'
import { rangeRequestType } from '../../src/rpc/fields.ts'
import {
  type RangeRequest,
  type RangeResponse,
  type RangeStreamResponse,
  SortOrder,
  SortTarget,
} from '../../src/rpc/messages.ts'
import { KV } from '../../src/rpc/services.ts'
import { numberedKeys, RangeStore } from '../client/range/range-store.ts'
import {
  answer,
  answerThen,
  cutWithin,
  type FakeServer,
  fail,
  stallWithin,
  startFakeServer,
} from '../support/fake-server.ts'
import { runCli, runCliBytes } from '../support/run-cli.ts'
import { assertRefused } from './refusals.ts'
import { bytes, header, headerFields, headerJson, keyValue } from './samples.ts'

async function serve(t: TestContext, response: Partial<RangeResponse> = {}): Promise<FakeServer> {
  return (await startFakeServer(t)).on(KV.range, [answer({ header, ...response })])
}

function request(fields: Partial<RangeRequest>): RangeRequest {
  return create(rangeRequestType, fields)
}

const none = bytes('')
const end = Uint8Array.of(0)
const key = bytes('k')

const sent: readonly (readonly [args: readonly string[], Partial<RangeRequest>])[] = [
  [['k'], { key }],
  [['k', 'm'], { key, rangeEnd: bytes('m') }],
  [['k', 'm', 'ignored'], { key, rangeEnd: bytes('m') }],
  [['k', ''], { key, rangeEnd: none }],
  [[''], { key: none }],
  [['k', '--prefix'], { key, rangeEnd: bytes('l') }],
  [['', '--prefix'], { key: end, rangeEnd: end }],
  [['k', '--from-key'], { key, rangeEnd: end }],
  [['', '--from-key'], { key: end, rangeEnd: end }],
  [['k', '--limit', '7'], { key, limit: 7n }],
  [['k', '--limit=-7'], { key, limit: -7n }],
  [['k', '--limit=9223372036854775807'], { key, limit: 9223372036854775807n }],
  [['k', '--rev', '5'], { key, revision: 5n }],
  [['k', '--rev=-5'], { key }],
  [['k', '--keys-only'], { key, keysOnly: true }],
  [['k', '--count-only', '-w', 'fields'], { key, countOnly: true }],
  [['k', '--consistency', 's'], { key, serializable: true }],
  [['k', '--consistency', 'l'], { key }],
  [['k', '--order', 'descend'], { key, sortOrder: SortOrder.DESCEND }],
  [['k', '--order', 'Ascend'], { key }],
  [['k', '--order', 'ASCEND', '--sort-by', 'key'], { key }],
  [
    ['k', '--order', 'ASCEND', '--sort-by', 'create'],
    { key, sortOrder: SortOrder.ASCEND, sortTarget: SortTarget.CREATE },
  ],
  [['k', '--sort-by', 'VERSION'], { key, sortTarget: SortTarget.VERSION }],
  [['k', '--sort-by', 'Modify'], { key, sortTarget: SortTarget.MOD }],
  [
    ['k', '--sort-by', 'value', '--order', 'DESCEND'],
    { key, sortOrder: SortOrder.DESCEND, sortTarget: SortTarget.VALUE },
  ],
  [['k', '--min-create-rev', '1', '--max-create-rev', '2'], { key, minCreateRevision: 1n, maxCreateRevision: 2n }],
  [['k', '--min-mod-rev', '3', '--max-mod-rev', '4'], { key, minModRevision: 3n, maxModRevision: 4n }],
  [['k', '--min-mod-rev', '9', '--max-mod-rev=-1'], { key, minModRevision: 9n }],
  [['--prefix=false', '--', '--prefix'], { key: bytes('--prefix') }],
]

test('get sends the range, order and filters that the flags name', async (t) => {
  const server = await serve(t)
  for (const [args, fields] of sent) {
    server.calls.length = 0
    const run = await runCli(['get', '--endpoints', server.endpoint, ...args])
    assert.equal(run.code, 0, run.stderr)
    assert.deepEqual(server.requests(KV.range), [request(fields)], args.join(' '))
  }
})

test('get prints a line for each key and each value', async (t) => {
  const server = await serve(t, { kvs: [keyValue('foo', 'bar'), keyValue('fop', '')], count: 2n })
  const get = (...args: string[]) => runCli(['get', 'fo', '--endpoints', server.endpoint, ...args])
  assert.deepEqual(await get(), { code: 0, stdout: 'foo\nbar\nfop\n\n', stderr: '' })
  assert.deepEqual(await get('--print-value-only'), { code: 0, stdout: 'bar\n\n', stderr: '' })
  assert.deepEqual(await get('--hex'), {
    code: 0,
    stdout: '\\x66\\x6f\\x6f\n\\x62\\x61\\x72\n\\x66\\x6f\\x70\n\n',
    stderr: '',
  })
})

test('get prints keys and values byte for byte', async (t) => {
  const all = Uint8Array.from({ length: 256 }, (_, index) => index)
  const server = await serve(t, { kvs: [{ ...keyValue('', ''), key: all, value: all }], count: 1n })
  const { stdout } = await runCliBytes(['get', 'k', '--endpoints', server.endpoint])
  assert.deepEqual(stdout, Buffer.concat([all, Buffer.from('\n'), all, Buffer.from('\n')]))
})

test('get prints nothing for a key that is not there', async (t) => {
  const server = await serve(t)
  const get = (...args: string[]) => runCli(['get', 'k', '--endpoints', server.endpoint, ...args])
  assert.deepEqual(await get(), { code: 0, stdout: '', stderr: '' })
  assert.deepEqual(await get('-w', 'json'), { code: 0, stdout: `{${headerJson}}\n`, stderr: '' })
  assert.deepEqual(await get('-w', 'fields'), {
    code: 0,
    stdout: `${headerFields}"More" : false\n"Count" : 0\n`,
    stderr: '',
  })
})

test('get -w json keeps 64-bit numbers exact', async (t) => {
  const lease = 7239433017037284370n
  const server = await serve(t, { kvs: [{ ...keyValue('foo', 'qux'), lease }], more: true, count: 2n })
  const run = await runCli(['get', 'foo', '-w', 'json', '--endpoints', server.endpoint])
  const kv =
    '{"key":"Zm9v","create_revision":2,"mod_revision":4,"version":3,"value":"cXV4","lease":7239433017037284370}'
  assert.deepEqual(run, { code: 0, stdout: `{${headerJson},"kvs":[${kv}],"more":true,"count":2}\n`, stderr: '' })
})

test('get -w protobuf prints the answer as it came, without a newline', async (t) => {
  const server = await serve(t, { kvs: [keyValue('foo', 'qux')], count: 1n })
  const { code, stdout } = await runCliBytes(['get', 'foo', '-w', 'protobuf', '--endpoints', server.endpoint])
  assert.equal(code, 0)
  assert.equal(
    stdout.toString('hex'),
    '0a1908adb5a2a3f196a8b24c10f7c881e5d9cce8e68d011804200212100a03666f6f1002180420032a037175782001',
  )
})

test('get --stream joins the pieces to what one answer would print', async (t) => {
  const pieces = [
    { kvs: [keyValue('a', '1')], more: false, count: 0n },
    { kvs: [keyValue('b', '2')], more: false, count: 0n },
    { header, kvs: [keyValue('c', '3')], more: false, count: 3n },
  ].map((rangeResponse) => ({ rangeResponse }))
  const server = await startFakeServer(t)
  server.on(KV.rangeStream, [answer(...pieces)])
  server.on(KV.range, [answer({ header, kvs: pieces.flatMap(({ rangeResponse: { kvs } }) => kvs), count: 3n })])
  for (const format of ['simple', 'json', 'fields', 'protobuf']) {
    const args = ['get', 'a', '--prefix', '-w', format, '--endpoints', server.endpoint]
    assert.deepEqual(await runCli([...args, '--stream']), await runCli(args), format)
  }
  assert.equal(server.callsOf(KV.rangeStream).length, 4)
})

/** More keys than come at a time. */
async function serveMany(t: TestContext): Promise<{ server: FakeServer; store: RangeStore }> {
  const store = new RangeStore(numberedKeys(400, 20_000))
  const server = await startFakeServer(t)
  return { server: server.on(KV.range, (asked) => store.reply(asked)), store }
}

test('get of many keys prints what one answer would print, in every format', async (t) => {
  const { server, store } = await serveMany(t)
  const all = store.range(request({ key: bytes('k/'), rangeEnd: bytes('k0') }))
  const one = await serve(t, all)
  for (const args of [[], ['--hex'], ['--print-value-only'], ['-w', 'json'], ['-w', 'fields'], ['-w', 'protobuf']]) {
    const get = (endpoint: string) => runCliBytes(['get', 'k/', '--prefix', ...args, '--endpoints', endpoint])
    assert.deepEqual(await get(server.endpoint), await get(one.endpoint), args.join(' '))
  }
  assert.equal(store.requests.length, 6)
})

test('get of many keys ends with an error after what it has printed when its revision is compacted', async (t) => {
  const { server, store } = await serveMany(t)
  server.on(KV.range, (asked) => {
    const all = store.range(asked)
    const reply = store.reply(asked)
    store.compacted = store.revision
    return store.requests.length === 1 ? cutWithin(all, 3_000_000) : reply
  })
  const run = await runCli(['get', 'k/', '--prefix', '-w', 'json', '--endpoints', server.endpoint])
  assert.equal(run.code, 1)
  assert.match(run.stdout, /^\{"header":.*\}$/)
  assert.equal(run.stderr, 'Error: etcdserver: mvcc: required revision has been compacted\n')
})

test('the first keys are printed while the others are on their way, in every format that can', async (t) => {
  const store = new RangeStore(numberedKeys(1000, 100))
  const all = store.range(request({ key: bytes('k/'), rangeEnd: bytes('k0') }))
  const server = (await startFakeServer(t)).on(KV.range, () => stallWithin(all, 40_000))
  const formats = ['simple', 'json', 'fields']
  const runs = formats.map((format) =>
    runCli(['get', 'k/', '--prefix', '-w', format, '--command-timeout=12s', '--endpoints', server.endpoint]),
  )
  for (const [at, run] of (await Promise.all(runs)).entries()) {
    assert.ok(run.stdout.length > 8000, `${formats[at]}: ${run.stdout.length} characters before the server fell silent`)
    assert.match(run.stderr, /no further part of the answer came for 12s/)
  }
})

test('get of many keys stops quietly when nobody reads them', async (t) => {
  const { server, store } = await serveMany(t)
  const run = await runCli(['get', 'k/', '--prefix', '--endpoints', server.endpoint], { closed: ['stdout'] })
  assert.deepEqual(run, { code: 141, stdout: '', stderr: '' })
  assert.equal(store.requests.length, 1)
})

test('get with a limit on the size of an answer asks for one answer', async (t) => {
  const { server, store } = await serveMany(t)
  const run = await runCli(['get', 'k/', '--prefix', '--max-recv-bytes=5000000', '--endpoints', server.endpoint])
  assert.equal(run.code, 1)
  assert.match(run.stderr, /Error: .*received message larger than max/)
  assert.equal(store.requests.length, 1)
})

test('get --stream begins before the server tells the header, which it asks for on its own', async (t) => {
  const { server, store } = await serveMany(t)
  server.on(KV.rangeStream, (asked) => {
    const { kvs, header: last, count } = store.range(asked)
    const [first, rest] = [kvs.slice(0, 50), kvs.slice(50)]
    return answer<RangeStreamResponse>(
      { rangeResponse: { kvs: first, more: false, count: 0n } },
      { rangeResponse: { header: last, kvs: rest, more: false, count } },
    )
  })
  const one = await serve(t, store.range(request({ key: bytes('k/'), rangeEnd: bytes('k0') })))
  for (const format of ['simple', 'json', 'fields', 'protobuf']) {
    const get = (...args: string[]) => runCliBytes(['get', 'k/', '--prefix', '-w', format, ...args])
    const streamed = await get('--stream', '--endpoints', server.endpoint)
    assert.deepEqual(streamed, await get('--endpoints', one.endpoint), format)
  }
  assert.deepEqual(new Set(server.requests(KV.rangeStream).map(({ revision }) => revision)), new Set([store.revision]))
})

test('get --stream against a server that cannot do it says so', async (t) => {
  const server = await startFakeServer(t)
  const run = await runCli(['get', 'k', '--stream', '--endpoints', server.endpoint])
  const message = 'rpc error: code = Unimplemented desc = unknown method RangeStream for service etcdserverpb.KV'
  assert.deepEqual(run, { code: 1, stdout: '', stderr: `Error: ${message}\n` })
})

test('get --stream that breaks off ends with an error', async (t) => {
  const server = await startFakeServer(t)
  const piece = { rangeResponse: { kvs: [keyValue('a', '1')], more: false, count: 0n } }
  server.on(KV.rangeStream, [answerThen([piece], 'Unavailable', 'etcdserver: server stopped')])
  const run = await runCli(['get', 'k', '--stream', '--endpoints', server.endpoint])
  assert.equal(run.code, 1)
  assert.match(run.stderr, /Error: etcdserver: server stopped\n$/)
})

test('get refuses bad arguments before it connects', (t) =>
  assertRefused(t, [
    [['get'], 128, 'get command needs one argument as key and an optional argument as range_end'],
    [
      ['get', 'k', '--prefix', '--from-key'],
      128,
      '`--prefix` and `--from-key` cannot be set at the same time, choose one',
    ],
    [
      ['get', 'k', '--keys-only', '--count-only'],
      128,
      '`--keys-only` and `--count-only` cannot be set at the same time, choose one',
    ],
    [
      ['get', 'k', 'm', '--prefix'],
      128,
      'too many arguments, only accept one argument when `--prefix` or `--from-key` is set',
    ],
    [
      ['get', 'k', 'm', '--from-key'],
      128,
      'too many arguments, only accept one argument when `--prefix` or `--from-key` is set',
    ],
    [['get', 'k', '--consistency', 'x'], 4, 'unknown consistency flag "x"'],
    [['get', 'k', '--consistency', 'L'], 4, 'unknown consistency flag "L"'],
    [['get', 'k', '--order', 'foo'], 4, 'bad sort order foo'],
    [['get', 'k', '--sort-by', 'foo'], 4, 'bad sort target foo'],
    [['get', 'k', '--sort-by', 'MOD'], 4, 'bad sort target MOD'],
    [['get', 'k', '--min-create-rev', '99', '--max-create-rev', '9'], 4, 'getMinCreateRev(=99) > getMaxCreateRev(=9)'],
    [['get', 'k', '--min-mod-rev', '99', '--max-mod-rev', '9'], 4, 'getMinModRev(=99) > getMaxModRev(=9)'],
    [['get', 'k', '-w', 'xml'], 4, 'unsupported output format'],
  ]))

test('get refuses a format after what the server refuses, and counts to find that out', async (t) => {
  const server = await startFakeServer(t)
  for (const [args, code, message] of [
    [['--count-only'], 128, '--count-only is only for `--write-out=fields`'],
    [['--count-only', '-w', 'json'], 128, '--count-only is only for `--write-out=fields`'],
    [['--count-only', '-w', 'table'], 128, '--count-only is only for `--write-out=fields`'],
    [['--count-only', '--print-value-only', '-w', 'table'], 128, '--count-only is only for `--write-out=fields`'],
    [['--print-value-only', '-w', 'json'], 128, 'print-value-only is only for `--write-out=simple`'],
    [['--print-value-only', '-w', 'table'], 128, 'print-value-only is only for `--write-out=simple`'],
    [['-w', 'table'], 4, 'table not supported as output format'],
  ] as const) {
    server.on(KV.range, [fail('Unknown', 'broken'), answer({ count: 1n })])
    const get = () => runCli(['get', 'k', ...args, '--endpoints', server.endpoint])
    assert.deepEqual(
      await get(),
      { code: 1, stdout: '', stderr: 'Error: rpc error: code = Unknown desc = broken\n' },
      args.join(' '),
    )
    assert.deepEqual(await get(), { code, stdout: '', stderr: `Error: ${message}\n` }, args.join(' '))
  }
  assert.ok(server.requests(KV.range).every(({ countOnly }) => countOnly))
})

test("the server's refusals end get with exit code 1 and the server's words", async (t) => {
  const server = await startFakeServer(t)
  for (const [code, details] of [
    ['OutOfRange', 'etcdserver: mvcc: required revision has been compacted'],
    ['OutOfRange', 'etcdserver: mvcc: required revision is a future revision'],
    ['InvalidArgument', 'etcdserver: key is not provided'],
  ] as const) {
    server.on(KV.range, [fail(code, details)])
    const run = await runCli(['get', 'k', '--endpoints', server.endpoint])
    assert.deepEqual(run, { code: 1, stdout: '', stderr: `Error: ${details}\n` })
  }
})
