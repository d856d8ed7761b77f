import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import type { Access } from '../../../src/app.ts'
import { keyMap } from '../../../src/commands/make-mirror/key-map.ts'
import { makeMirror, makeMirrorWith } from '../../../src/commands/make-mirror/make-mirror.ts'
import type { RangeRequest, WatchResponse } from '../../../src/rpc/messages.ts'
import { KV, Watch } from '../../../src/rpc/services.ts'
import { openTestClient } from '../../client/open.ts'
import { temporaryFolder } from '../../offline/temporary-folder.ts'
import { createCertificates } from '../../support/certificates.ts'
import { fakeApp, runCommand } from '../../support/fake-app.ts'
import { answer, type FakeServer, fail, stall, startFakeServer } from '../../support/fake-server.ts'
import { runCli } from '../../support/run-cli.ts'

const header = { clusterId: 1n, memberId: 2n, revision: 9n, raftTerm: 1n }
const compacted = { code: 1, message: 'etcdserver: mvcc: required revision has been compacted' }

function pair(key: string) {
  const bytes = Buffer.from(key)
  return { key: bytes, value: bytes, createRevision: 1n, modRevision: 1n, version: 1n, lease: 0n }
}

/** A source whose watch ends at once, so that a mirror of it does as well. */
async function startSource(t: TestContext): Promise<FakeServer> {
  const server = await startFakeServer(t)
  return server
    .on(KV.range, [answer({ header })])
    .on(Watch.watch, [
      answer<WatchResponse>(
        { header, created: true, events: [] },
        { header, compactRevision: 20n, canceled: true, events: [] },
      ),
    ])
}

async function startTarget(t: TestContext): Promise<FakeServer> {
  return (await startFakeServer(t)).on(KV.txn, [answer({ header, succeeded: true })])
}

async function run(t: TestContext, source: FakeServer, args: readonly string[], reportEveryMs?: number) {
  const app = fakeApp(t, { endpoints: [source.endpoint] })
  const result = await runCommand(app, reportEveryMs === undefined ? makeMirror : makeMirrorWith(reportEveryMs), args)
  return { ...result, ...app.written }
}

/** The keys that a server was told to put, in order. */
function putKeys(server: FakeServer): string[] {
  return server
    .requests(KV.txn)
    .flatMap(({ success }) => success.map((op) => String(Buffer.from(op.requestPut?.key ?? []))))
}

function asked(server: FakeServer): (readonly [key: string, revision: bigint])[] {
  return server.requests(KV.range).map((request: RangeRequest) => [String(Buffer.from(request.key)), request.revision])
}

test('a mirror reads part by part at the revision of the first part, and watches from the next one', async (t) => {
  const [source, target] = await Promise.all([startSource(t), startTarget(t)])
  source.on(KV.range, [
    answer({ header, kvs: [pair('p/a'), pair('p/b')], more: true, count: 3n }),
    answer({ header: { ...header, revision: 30n }, kvs: [pair('p/c')], count: 1n }),
  ])
  const { code, message } = await run(t, source, ['--prefix=p/', '--dest-prefix=q/', target.endpoint])
  assert.deepEqual({ code, message }, compacted)
  assert.deepEqual(asked(source), [
    ['p/', 0n],
    ['p/b\0', 9n],
  ])
  assert.deepEqual(putKeys(target).sort(), ['q/a', 'q/b', 'q/c'])
  const [watched] = source.requests(Watch.watch)
  assert.equal(watched?.createRequest?.startRevision, 10n)
  assert.equal(String(Buffer.from(watched?.createRequest?.rangeEnd ?? [])), 'p0')
})

test('with --rev nothing is read, and the prefix stays', async (t) => {
  const [source, target] = await Promise.all([startSource(t), startTarget(t)])
  const event = { type: 0, kv: { ...pair('p/a'), modRevision: 10n } }
  source.on(Watch.watch, [
    answer<WatchResponse>(
      { header, created: true, events: [] },
      { header, events: [event] },
      { header, compactRevision: 20n, events: [] },
    ),
  ])
  const { code, message } = await run(t, source, ['--prefix=p/', '--rev=5', target.endpoint])
  assert.deepEqual({ code, message }, compacted)
  assert.deepEqual(asked(source), [])
  assert.equal(source.requests(Watch.watch)[0]?.createRequest?.startRevision, 5n)
  assert.deepEqual(putKeys(target), ['p/a'])
})

test('a terminal sees how far the first copy is', async (t) => {
  const [source, target] = await Promise.all([startSource(t), startTarget(t)])
  source.on(KV.range, [answer({ header, kvs: [pair('a'), pair('b')], count: 2n })])
  const args = ['--endpoints', source.endpoint, 'make-mirror', target.endpoint]
  const shown = await runCli(args, { terminals: ['stderr'], env: { TERM: 'xterm' } })
  assert.match(shown.stderr, /Copying: no answer yet/)
  const piped = await runCli(args)
  assert.doesNotMatch(piped.stderr, /Copying/)
})

for (const revision of ['--rev=0', '--rev=1', '--rev=-7']) {
  test(`${revision} reads all keys first`, async (t) => {
    const [source, target] = await Promise.all([startSource(t), startTarget(t)])
    await run(t, source, [revision, target.endpoint])
    assert.deepEqual(asked(source), [['\0', 0n]])
  })
}

test('a transaction that the destination finds too large is cut until it fits', async (t) => {
  const [source, target] = await Promise.all([startSource(t), startTarget(t)])
  source.on(KV.range, [answer({ header, kvs: ['a', 'b', 'c', 'd', 'e'].map(pair), count: 5n })])
  target.on(KV.txn, ({ success }) =>
    success.length > 2
      ? fail('InvalidArgument', 'etcdserver: too many operations in txn request')
      : answer({ header, succeeded: true }),
  )
  await run(t, source, [target.endpoint])
  const sizes = target.requests(KV.txn).map(({ success }) => success.length)
  assert.deepEqual(sizes, [5, 3, 2, 1, 2])
})

test('an error that stays ends the mirror with exit code 1', async (t) => {
  const [source, target] = await Promise.all([startSource(t), startTarget(t)])
  source.on(KV.range, [answer({ header, kvs: [pair('a')], count: 1n })])
  target.on(KV.txn, [fail('PermissionDenied', 'etcdserver: permission denied')])
  const { code, message } = await run(t, source, [target.endpoint])
  assert.deepEqual({ code, message }, { code: 1, message: 'etcdserver: permission denied' })
})

test('a destination that is lost in between is given the same changes again', async (t) => {
  const [source, target] = await Promise.all([startSource(t), startTarget(t)])
  source.on(KV.range, [answer({ header, kvs: [pair('a')], count: 1n })])
  target.on(KV.txn, [fail('Unavailable', 'etcdserver: leader changed'), answer({ header, succeeded: true })])
  const { code, message } = await run(t, source, [target.endpoint])
  assert.deepEqual({ code, message }, compacted)
  assert.deepEqual(putKeys(target), ['a', 'a'])
})

test('the number of changes is printed from time to time', async (t) => {
  const [source, target] = await Promise.all([startSource(t), startTarget(t)])
  source.on(KV.range, [answer({ header, kvs: [pair('a'), pair('b')], count: 2n })])
  source.on(Watch.watch, [stall])
  const app = fakeApp(t, { endpoints: [source.endpoint] })
  const ended = runCommand(app, makeMirrorWith(5), [target.endpoint])
  while (!app.written.stdout.includes('2\n')) await new Promise((resolve) => setTimeout(resolve, 5))
  assert.match(app.written.stdout, /^(0\n)*(2\n)+$/)
  source.on(Watch.watch, [fail('PermissionDenied', 'etcdserver: permission denied')])
  source.cutAll()
  assert.deepEqual(await ended, { code: 1, message: 'etcdserver: permission denied' })
})

test('the destination has TLS files and a login of its own', async (t) => {
  const source = await startSource(t)
  const seen: (readonly [endpoint: string, access: Access])[] = []
  const app = fakeApp(t, {
    endpoints: [source.endpoint],
    clientTo: (endpoint, access) => {
      seen.push([endpoint, access])
      return openTestClient(t, [endpoint])
    },
  })
  const { ca: cacert, client } = createCertificates(temporaryFolder(t))
  const names = [`--dest-cacert=${cacert}`, `--dest-cert=${client.cert}`, `--dest-key=${client.key}`]
  const files = [...names, '--dest-insecure-transport=false']
  await runCommand(app, makeMirror, [...files, '--dest-user=u:p', 'host:1'])
  const tls = { cacert, ...client, isForced: true, skipVerify: false, serverName: '' }
  assert.deepEqual(seen, [['host:1', { tls, login: { name: 'u', password: 'p' } }]])
})

const refusals: readonly (readonly [args: string[], message: string])[] = [
  [[], 'make-mirror takes one destination argument'],
  [['a:1', 'b:2'], 'make-mirror takes one destination argument'],
  [
    ['--dest-prefix=a', '--no-dest-prefix', 'a:1'],
    '`--dest-prefix` and `--no-dest-prefix` cannot be set at the same time, choose one',
  ],
  [['--dest-cert=x', 'a:1'], 'KeyFile and CertFile must both be present[key: , cert: x]'],
]

for (const [args, message] of refusals) {
  test(`make-mirror ${args.join(' ')} is refused`, async () => {
    const expected = { code: 128, stdout: '', stderr: `Error: ${message}\n` }
    assert.deepEqual(await runCli(['make-mirror', ...args]), expected)
  })
}

test('make-mirror asks for the password of the destination first, and then for its own', async () => {
  const args = ['make-mirror', '--dest-user=a', '--user=b', '--dial-timeout=100ms', '127.0.0.1:1']
  const run = await runCli(args, { stdin: 'one\ntwo\n' })
  assert.equal(run.stdout, 'Destination Password: \nPassword: \n')
  assert.equal(run.code, 2)
})

test('a key map changes the beginning of a key and nothing else', () => {
  const map = (prefix: string, replacement: string, key: string) =>
    String(Buffer.from(keyMap(Buffer.from(prefix), Buffer.from(replacement))(Buffer.from(key))))
  assert.equal(map('a/', 'b/', 'a/a/x'), 'b/a/x')
  assert.equal(map('a/', '', 'a/a/x'), 'a/x')
  assert.equal(map('', 'b/', 'x'), 'b/x')
  assert.equal(map('a/', 'a/', 'a/x'), 'a/x')
})
