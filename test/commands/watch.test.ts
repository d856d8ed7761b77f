import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import type { ChildExit } from '../../src/base/io.ts'
import { create } from '../../src/rpc/codec.ts'
import { watchCreateRequestType } from '../../src/rpc/fields.ts'
import type { Event, WatchCreateRequest, WatchResponse } from '../../src/rpc/messages.ts'
import { Watch } from '../../src/rpc/services.ts'
import { answer, answerThen, type FakeServer, startFakeServer } from '../support/fake-server.ts'
import { type RunOptions, runCli } from '../support/run-cli.ts'
import { assertRefused } from './refusals.ts'
import { bytes, header, keyValue } from './samples.ts'

const created: Partial<WatchResponse> = { header, created: true }
const compacted: Partial<WatchResponse> = { header, canceled: true, compactRevision: 9n }
const compactedLines =
  'watch was canceled (etcdserver: mvcc: required revision has been compacted)\nError: watch is canceled by the server\n'
const put: Event = { type: 0, kv: keyValue('k', 'v') }
const del: Event = { type: 1, kv: { ...keyValue('k', ''), version: 0n }, prevKv: keyValue('k', 'v') }

async function serve(t: TestContext, ...messages: Partial<WatchResponse>[]): Promise<FakeServer> {
  return (await startFakeServer(t)).on(Watch.watch, [answer(created, ...messages, compacted)])
}

const key = bytes('k')
const requests: readonly (readonly [args: readonly string[], request: Partial<WatchCreateRequest>])[] = [
  [['k'], { key }],
  [[''], {}],
  [['k', 'z'], { key, rangeEnd: bytes('z') }],
  [['k', ''], { key }],
  [['k', 'y', 'z'], { key }],
  [['k', '--prefix'], { key, rangeEnd: bytes('l') }],
  [['--prefix', ''], { key: Uint8Array.of(0), rangeEnd: Uint8Array.of(0) }],
  [['--rev', '12', 'k'], { key, startRevision: 12n }],
  [['k', '--rev=-1'], { key, startRevision: -1n }],
  [['k', '--prev-kv', '--progress-notify'], { key, prevKv: true, progressNotify: true }],
  [['k', '--', 'echo', 'x'], { key }],
  [['k', 'z', '--', 'echo'], { key, rangeEnd: bytes('z') }],
  [['k', '--', 'echo', '--prefix', '--', 'x'], { key }],
  // as in the original the first of two equal words counts as a range end
  [['k', '--', 'z', 'z'], { key, rangeEnd: bytes('z') }],
  [['k', 'y', '--', 'z', 'z'], { key }],
]

test('watch sends its range and its flags', async (t) => {
  const server = await serve(t)
  for (const [args, request] of requests) {
    server.calls.length = 0
    const run = await runCli(['watch', '--endpoints', server.endpoint, ...args])
    assert.deepEqual(run, { code: 5, stdout: '', stderr: compactedLines }, args.join(' '))
    const [sent] = server.requests(Watch.watch)
    assert.deepEqual(sent?.createRequest, create(watchCreateRequestType, request), args.join(' '))
    assert.equal(server.calls[0]?.metadata.hasleader, 'true')
  }
})

const variables: readonly (readonly [range: string, args: readonly string[], request: Partial<WatchCreateRequest>])[] =
  [
    ['', [], { key }],
    ['z', [], { key, rangeEnd: bytes('z') }],
    ['', ['--prefix'], { key, rangeEnd: bytes('l') }],
    ['z', ['--', 'echo', 'x'], { key, rangeEnd: bytes('z') }],
  ]

test('the range can come from the environment', async (t) => {
  const server = await serve(t)
  for (const [range, args, request] of variables) {
    server.calls.length = 0
    const env = { ETCDCTL_WATCH_KEY: 'k', ...(range === '' ? {} : { ETCDCTL_WATCH_RANGE_END: range }) }
    const run = await runCli(['watch', '--endpoints', server.endpoint, ...args], { env })
    assert.deepEqual(run, { code: 5, stdout: '', stderr: compactedLines }, args.join(' '))
    assert.deepEqual(server.requests(Watch.watch)[0]?.createRequest, create(watchCreateRequestType, request))
  }
})

test('bad arguments of watch are refused', async (t) => {
  const badNumber = 'bad number of arguments'
  const noCommand = 'bad number of arguments (found separator --, but no commands)'
  await assertRefused(t, [
    [['watch'], 128, badNumber],
    [['watch', '--prefix', '--rev=3'], 128, badNumber],
    [['watch', '--endpoints=x', '--', 'echo'], 128, badNumber],
    [['watch', 'a', 'b', '--prefix'], 128, '`range_end` and `--prefix` are mutually exclusive'],
    [['watch', 'a', '-w', 'table'], 4, 'table not supported as output format'],
    [['watch', '-i', '-w', 'table'], 4, 'table not supported as output format'],
    [['watch', 'a', '-w', 'xml'], 4, 'unsupported output format'],
  ])
  const run = (args: readonly string[], env: Record<string, string> = {}) => runCli(['watch', ...args], { env })
  const conflict = 'bad number of arguments (found conflicting environment key)'
  const refusals = [
    [run(['a', '--']), noCommand],
    [run(['--']), noCommand],
    [run(['a'], { ETCDCTL_WATCH_KEY: 'k' }), conflict],
    [run(['a', '--', 'x'], { ETCDCTL_WATCH_KEY: 'k' }), conflict],
    [run(['a'], { ETCDCTL_WATCH_RANGE_END: 'w9' }), 'ETCDCTL_WATCH_KEY is empty but got ETCDCTL_WATCH_RANGE_END="w9"'],
    [
      run(['--prefix'], { ETCDCTL_WATCH_KEY: 'k', ETCDCTL_WATCH_RANGE_END: 'z' }),
      '`range_end` and `--prefix` are mutually exclusive',
    ],
  ] as const
  for (const [running, message] of refusals) {
    assert.deepEqual(await running, { code: 128, stdout: '', stderr: `Error: ${message}\n` })
  }
})

test('the variables of watch are known to watch alone', async (t) => {
  const server = await serve(t)
  const env = { ETCDCTL_WATCH_KEY: 'k' }
  const args = ['--debug', '--endpoints', server.endpoint]
  const watch = await runCli(['watch', ...args], { env })
  assert.match(watch.stderr, /^ETCDCTL_WATCH_KEY=\nETCDCTL_WATCH_RANGE_END=\n/m)
  assert.doesNotMatch(watch.stderr, /no variable/)
  const get = await runCli(['get', 'k', ...args], { env })
  assert.match(get.stderr, /^ETCDCTL_WATCH_KEY is not a variable of etcdctl and has no effect$/m)
})

test('events are printed with what was stored before them', async (t) => {
  const server = await serve(t, { header, events: [put, del] })
  const run = await runCli(['watch', 'k', '--prev-kv', '--endpoints', server.endpoint])
  assert.deepEqual(run, { code: 5, stdout: 'PUT\nk\nv\nDELETE\nk\nv\nk\n\n', stderr: compactedLines })
})

test('many events that come together take few writes, one that comes alone is written at once', async (t) => {
  const many = Array.from({ length: 2000 }, () => ({ header, events: [put] }))
  const server = await serve(t, ...many)
  const sizes: number[] = []
  const onWrite = (stream: string, chunk: Buffer): void => {
    if (stream === 'stdout') sizes.push(chunk.length)
  }
  const run = await runCli(['watch', 'k', '--endpoints', server.endpoint], { onWrite })
  assert.equal(run.stdout, 'PUT\nk\nv\n'.repeat(2000))
  assert.ok(sizes.length < 100, `${sizes.length} writes`)
  const single = await startFakeServer(t)
  single.on(Watch.watch, [
    answerThen<WatchResponse>([created, { header, events: [put] }], 'Unavailable', 'gone'),
    answer(created, { header, events: [put] }, compacted),
  ])
  sizes.length = 0
  await runCli(['watch', 'k', '--endpoints', single.endpoint], { onWrite })
  assert.deepEqual(sizes, [8, 8])
})

interface Spawned {
  readonly words: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

function spawner(...exits: (ChildExit | Error)[]): { spawned: Spawned[]; spawn: NonNullable<RunOptions['spawn']> } {
  const spawned: Spawned[] = []
  const spawn: NonNullable<RunOptions['spawn']> = async (command, args, env) => {
    spawned.push({ words: [command, ...args], env })
    const exit = exits[spawned.length - 1] ?? { code: 0, signal: null }
    if (exit instanceof Error) throw exit
    return exit
  }
  return { spawned, spawn }
}

test('a program runs for each event, with the event in its environment', async (t) => {
  const odd: Event = { type: 0, kv: { ...keyValue('k', ''), key: Uint8Array.of(0x22, 0xff) } }
  const server = await serve(t, { header, events: [put, del] }, { header, events: [odd] })
  const { spawned, spawn } = spawner()
  const run = await runCli(['watch', 'k', '--endpoints', server.endpoint, '--', 'echo', '-n', 'x'], { spawn })
  assert.equal(run.code, 5)
  assert.deepEqual(
    spawned.map(({ words }) => words),
    [1, 2, 3].map(() => ['echo', '-n', 'x']),
  )
  const revision = { ETCD_WATCH_REVISION: '4' }
  assert.deepEqual(
    spawned.map(({ env }) => env),
    [
      { ...revision, ETCD_WATCH_EVENT_TYPE: '"PUT"', ETCD_WATCH_KEY: '"k"', ETCD_WATCH_VALUE: '"v"' },
      { ...revision, ETCD_WATCH_EVENT_TYPE: '"DELETE"', ETCD_WATCH_KEY: '"k"', ETCD_WATCH_VALUE: '""' },
      { ...revision, ETCD_WATCH_EVENT_TYPE: '"PUT"', ETCD_WATCH_KEY: '"\\"\\xff"', ETCD_WATCH_VALUE: '""' },
    ],
  )
})

test('a program that fails ends the watch, without an Error line', async (t) => {
  const missing = Object.assign(new Error('spawn x ENOENT'), { code: 'ENOENT' })
  const failures: readonly (readonly [ChildExit | Error, string])[] = [
    [{ code: 7, signal: null }, 'exit status 7'],
    [{ code: null, signal: 'SIGKILL' }, 'signal: killed'],
    [missing, 'exec: "run": executable file not found in $PATH'],
  ]
  for (const [exit, text] of failures) {
    const server = await serve(t, { header, events: [put, put] })
    const { spawned, spawn } = spawner(exit)
    const run = await runCli(['watch', 'k', '--endpoints', server.endpoint, '--', 'run', 'a b'], { spawn })
    const stderr = `command ["run" "a b"] error (${text})\n`
    assert.deepEqual(run, { code: 1, stdout: 'PUT\nk\nv\nPUT\nk\nv\n', stderr })
    assert.equal(spawned.length, 1)
  }
  const server = await serve(t, { header, events: [put] })
  const empty = await runCli(['watch', 'k', '--endpoints', server.endpoint, '--', ''])
  assert.deepEqual([empty.code, empty.stderr], [1, 'command [""] error (exec: no command)\n'])
})

test('a reader that has gone ends the watch in silence', async (t) => {
  const server = await serve(t, { header, events: [put] })
  const run = await runCli(['watch', 'k', '--endpoints', server.endpoint], { closed: ['stdout'] })
  assert.deepEqual(run, { code: 141, stdout: '', stderr: '' })
})

const eof = 'Error: error reading watch request line: EOF\n'

test('watch -i tells a line that it does not understand from one that ends it', async (t) => {
  const server = await serve(t)
  const lines: readonly (readonly [stdin: string, code: number, stderr: string])[] = [
    ['', 3, eof],
    ['watch k', 3, eof],
    ['\n', 3, `Invalid command:  (watch and progress supported)\n${eof}`],
    ['foo bar\n', 3, `Invalid command foo bar (only support watch)\n${eof}`],
    ['watch\n', 3, `Invalid command watch (command type or key is not provided)\n${eof}`],
    [
      'watch a b --prefix\n',
      3,
      `Invalid command watch a b --prefix (\`range_end\` and \`--prefix\` are mutually exclusive)\n${eof}`,
    ],
    ['watch -- x\n', 3, `Invalid command watch -- x (bad number of arguments)\n${eof}`],
    ['progress\n', 3, eof],
    ['watch --prefix\n', 128, 'Error: bad number of arguments\n'],
    ['watch a --\n', 128, 'Error: bad number of arguments (found separator --, but no commands)\n'],
    ['watch a --bogus\n', 128, 'Error: unknown flag: --bogus\n'],
    [
      'watch a --rev=x\n',
      128,
      'Error: invalid argument "x" for "--rev" flag: strconv.ParseInt: parsing "x": invalid syntax\n',
    ],
    ['watch a --debug\n', 128, 'Error: unknown flag: --debug\n'],
    ['watch -h\n', 128, 'Error: pflag: help requested\n'],
    ['watch "\\q"\n', 3, 'Error: invalid syntax\n'],
  ]
  for (const [stdin, code, stderr] of lines) {
    const run = await runCli(['watch', '-i', 'ignored', '--endpoints', server.endpoint], { stdin })
    assert.deepEqual(run, { code, stdout: '', stderr }, stdin)
  }
  assert.equal(server.calls.length, 0)
  const old = await runCli(['watch', '-i', '--compat=3.4', '--endpoints', server.endpoint])
  assert.equal(old.stderr, 'Error: Error reading watch request line: EOF\n')
})

test('each line of watch -i has its own flags, and a watch that ends leaves the others', async (t) => {
  const server = await serve(t, { header, events: [put] })
  const stdin = 'watch --prefix k --rev 3\nwatch "k\\x00"\n'
  const run = await runCli(['watch', '-i', '--rev=9', '--endpoints', server.endpoint], { stdin })
  assert.equal(run.code, 3)
  assert.ok(run.stderr.endsWith(eof))
  assert.deepEqual(
    server.requests(Watch.watch).map(({ createRequest }) => createRequest),
    [
      create(watchCreateRequestType, { key, rangeEnd: bytes('l'), startRevision: 3n }),
      create(watchCreateRequestType, { key: bytes('k\0') }),
    ],
  )
})

test('a program that fails ends watch -i', async (t) => {
  const server = await serve(t, { header, events: [put] })
  const { spawn } = spawner({ code: 2, signal: null })
  const stdin = 'watch k -- run\nwatch k\n'
  const run = await runCli(['watch', '-i', '--endpoints', server.endpoint], { stdin, spawn })
  assert.deepEqual([run.code, run.stderr], [1, 'command ["run"] error (exit status 2)\n'])
})

test('watch -i prints what comes on several watches one after the other, and nothing after the line that ends it', async (t) => {
  const long: Event = { type: 0, kv: keyValue('k', 'v'.repeat(40_000)) }
  const server = await serve(t, { header, events: [long, long, long, long, long, long] }, { header, events: [put] })
  const stdin = 'watch k\n'.repeat(8)
  for (let round = 0; round < 10; round++) {
    const written: string[] = []
    const onWrite = async (stream: string, chunk: Buffer) => {
      written.push(`${stream}: ${chunk}`)
      await setTimeout(1)
    }
    const args = ['watch', '-i', '-w', 'json', '--endpoints', server.endpoint]
    const run = await runCli(args, { stdin, onWrite, terminals: [] })
    assert.equal(run.code, 3)
    assert.equal(written.at(-1), `stderr: ${eof}`)
    for (const line of run.stdout.trimEnd().split('\n')) assert.doesNotThrow(() => JSON.parse(line), line.slice(0, 100))
  }
})
