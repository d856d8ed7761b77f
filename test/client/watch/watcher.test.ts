import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { Watcher, type WatchState, type WatchUpdate } from '../../../src/client/watch/watcher.ts'
import type { Event, ResponseHeader, WatchCreateRequest, WatchResponse } from '../../../src/rpc/messages.ts'
import { Auth, Watch } from '../../../src/rpc/services.ts'
import {
  answer,
  answerThen,
  cut,
  type FakeServer,
  fail,
  type Reply,
  startFakeServer,
} from '../../support/fake-server.ts'
import { bytes, openTestClient } from '../open.ts'

type Replies = readonly Reply<WatchResponse>[]

function header(revision: bigint): ResponseHeader {
  return { clusterId: 1n, memberId: 2n, revision, raftTerm: 3n }
}

function created(revision: bigint): Partial<WatchResponse> {
  return { header: header(revision), created: true }
}

function put(revision: bigint): Event {
  const kv = { key: bytes('k'), createRevision: 1n, modRevision: revision, version: 1n, value: bytes('v'), lease: 0n }
  return { type: 0, kv }
}

function puts(...revisions: bigint[]): Partial<WatchResponse> {
  return { header: header(revisions.at(-1) ?? 0n), events: revisions.map(put) }
}

const compacted: Partial<WatchResponse> = { header: header(0n), canceled: true, compactRevision: 9n }
const lost = (...messages: Partial<WatchResponse>[]) => answerThen<WatchResponse>(messages, 'Unavailable', 'going down')

async function serve(t: TestContext, replies: Replies): Promise<FakeServer> {
  return (await startFakeServer(t)).on(Watch.watch, replies)
}

interface Watched {
  readonly updates: readonly WatchUpdate[]
  readonly states: readonly WatchState[]
}

async function watch(
  t: TestContext,
  servers: readonly FakeServer[],
  request: Partial<WatchCreateRequest> = {},
): Promise<Watched> {
  const client = await openTestClient(
    t,
    servers.map(({ endpoint }) => endpoint),
  )
  const states: WatchState[] = []
  const watcher = new Watcher({
    client,
    request: { key: bytes('k'), ...request },
    hasLeader: true,
    onState: (state) => states.push(state),
  })
  t.after(() => watcher.close())
  const updates: WatchUpdate[] = []
  for await (const batch of watcher.batches()) updates.push(...batch)
  return { updates, states }
}

function revisions(updates: readonly WatchUpdate[]): (bigint | undefined)[] {
  return updates.flatMap(({ events = [] }) => events.map(({ kv }) => kv?.modRevision))
}

function starts(server: FakeServer): (bigint | undefined)[] {
  return server.requests(Watch.watch).map(({ createRequest }) => createRequest?.startRevision)
}

test('a lost watch goes on after the last revision that was seen', async (t) => {
  const server = await serve(t, [
    lost(created(10n), puts(11n, 12n)),
    lost(created(15n), puts(13n), puts(14n)),
    answerThen<WatchResponse>([created(15n), puts(15n)], 'Internal', 'reset'),
    answer(created(16n), puts(16n), compacted),
  ])
  const { updates } = await watch(t, [server])
  assert.deepEqual(revisions(updates), [11n, 12n, 13n, 14n, 15n, 16n])
  assert.deepEqual(starts(server), [0n, 13n, 15n, 16n])
})

test('a watch that has seen nothing goes on after the revision at which it began', async (t) => {
  const server = await serve(t, [lost(), lost(created(10n)), lost(created(12n)), answer(created(12n), compacted)])
  await watch(t, [server])
  assert.deepEqual(starts(server), [0n, 0n, 11n, 11n])
})

test('a watch whose server tells no revision begins anew with what happens then, not with the first revision', async (t) => {
  const bare: Partial<WatchResponse> = { created: true }
  const server = await serve(t, [lost(bare), lost(created(0n)), lost(bare, puts(11n)), answer(bare, compacted)])
  await watch(t, [server])
  assert.deepEqual(starts(server), [0n, 0n, 0n, 12n])
})

test('a watch from a revision is opened again from there until something is seen', async (t) => {
  const server = await serve(t, [lost(created(10n)), lost(created(10n), puts(5n)), answer(created(10n), compacted)])
  await watch(t, [server], { startRevision: 4n, prevKv: true })
  assert.deepEqual(starts(server), [4n, 4n, 6n])
  assert.ok(server.requests(Watch.watch).every(({ createRequest }) => createRequest?.prevKv === true))
})

test('a progress notification of the watch moves it on, the answer to a request does not', async (t) => {
  const server = await serve(t, [
    lost(created(10n), { header: header(20n) }),
    lost(created(20n), { header: header(30n), watchId: -1n }),
    answer(created(30n), compacted),
  ])
  const { updates } = await watch(t, [server])
  assert.deepEqual(starts(server), [0n, 21n, 21n])
  assert.deepEqual(
    updates.map((update) => update.header?.revision),
    [20n, 30n, 0n],
  )
})

test('fragments are one update, and those of a response that was cut are thrown away', async (t) => {
  const server = await serve(t, [
    lost(created(10n), { ...puts(11n), fragment: true }),
    answer(created(12n), { ...puts(11n), fragment: true }, { ...puts(11n), fragment: true }, puts(12n), compacted),
  ])
  const { updates } = await watch(t, [server])
  assert.deepEqual(starts(server), [0n, 11n])
  assert.equal(updates.length, 2)
  assert.deepEqual(revisions(updates), [11n, 11n, 12n])
})

test('an answer may hold any number of events', async (t) => {
  const count = 200_000
  const events = new Array<Event>(count).fill(put(11n))
  const server = await serve(t, [answer(created(10n), { header: header(11n), events }, compacted)])
  const { updates } = await watch(t, [server])
  assert.equal(updates[0]?.events?.length, count)
})

test('a lost connection moves the watch to another endpoint', async (t) => {
  const first = await serve(t, [lost(created(10n), puts(11n)), cut])
  const second = await serve(t, [answer(created(11n), puts(12n), compacted)])
  const { updates } = await watch(t, [first, second])
  assert.deepEqual(revisions(updates), [11n, 12n])
  assert.deepEqual([starts(first), starts(second)], [[0n], [12n]])
})

const endings: readonly (readonly [what: string, reply: Reply<WatchResponse>, problem: string])[] = [
  ['compaction', answer(created(1n), compacted), 'etcdserver: mvcc: required revision has been compacted'],
  ['refusal at the start', answer({ created: true, canceled: true, cancelReason: 'why', watchId: -1n }), 'why'],
  ['the end of the stream', answer(created(1n)), 'EOF'],
  ['no permission', fail('PermissionDenied', 'etcdserver: permission denied'), 'etcdserver: permission denied'],
  ['no leader', fail('Unavailable', 'etcdserver: no leader'), 'etcdserver: no leader'],
  ['another status', fail('Unknown', 'what'), 'rpc error: code = Unknown desc = what'],
]

test('a watch that cannot go on says why, and is not opened again', async (t) => {
  for (const [what, reply, problem] of endings) {
    const server = await serve(t, [reply])
    const { updates } = await watch(t, [server])
    assert.deepEqual(
      updates.map((update) => [update.canceled, update.problem]),
      [[true, problem]],
      what,
    )
    assert.equal(server.callsOf(Watch.watch).length, 1, what)
  }
})

test('at the start each endpoint is asked once for one with a leader', async (t) => {
  const leaderless = () => serve(t, [fail('Unavailable', 'etcdserver: no leader')])
  const [first, second] = [await leaderless(), await leaderless()]
  const { updates } = await watch(t, [first, second])
  assert.equal(updates.at(-1)?.problem, 'etcdserver: no leader')
  assert.deepEqual([starts(first).length, starts(second).length], [1, 1])
})

test('a watch that was followed outlives an election', async (t) => {
  const refused = fail('Unavailable', 'etcdserver: no leader')
  const server = await serve(t, [
    answerThen<WatchResponse>([created(10n), puts(11n)], 'Unavailable', 'etcdserver: no leader'),
    refused,
    refused,
    answer(created(11n), puts(12n), compacted),
  ])
  const { updates } = await watch(t, [server])
  assert.deepEqual(revisions(updates), [11n, 12n])
  assert.deepEqual(starts(server), [0n, 12n, 12n, 12n])
})

test('each stream is opened with a fresh token, and asks for a leader', async (t) => {
  let logins = 0
  const server = await serve(t, [lost(created(10n)), answer(created(10n), compacted)])
  server.on(Auth.authenticate, () => answer({ token: `token ${++logins}` }))
  const client = await openTestClient(t, [server.endpoint], { login: { name: 'u', password: 'p' } })
  const watcher = new Watcher({ client, request: { key: bytes('k') }, hasLeader: true })
  for await (const _batch of watcher.batches());
  const calls = server.callsOf(Watch.watch).map(({ metadata }) => [metadata.token, metadata.hasleader])
  assert.deepEqual(calls, [
    ['token 2', 'true'],
    ['token 3', 'true'],
  ])
  assert.ok(server.callsOf(Auth.authenticate).every(({ metadata }) => metadata.token === undefined))
})

test('a closed watch ends without a word, also while it waits for a server', async (t) => {
  const server = await startFakeServer(t)
  const { endpoint } = server
  await server.close()
  const client = await openTestClient(t, [endpoint])
  const states: WatchState[] = []
  let watcher: Watcher | undefined
  await new Promise<void>((resolve) => {
    const onState = (state: WatchState): void => {
      states.push(state)
      resolve()
    }
    watcher = new Watcher({ client, request: { key: bytes('k') }, hasLeader: true, onState })
  })
  watcher?.close()
  for await (const batch of watcher?.batches() ?? []) assert.fail(`nothing can come, but did: ${batch}`)
  assert.deepEqual(states, ['waiting'])
})

test('a token that is too old by the time its stream opens costs another login, a few times', async (t) => {
  const old = fail('Unauthenticated', 'etcdserver: invalid auth token')
  const cancelReason = 'rpc error: code = InvalidArgument desc = etcdserver: revision of auth store is old'
  const alsoOld = answer<WatchResponse>({ ...created(10n), canceled: true, cancelReason })
  const replies = [old, alsoOld, lost(created(10n), puts(11n)), old, answer(created(12n), puts(12n), compacted)]
  const server = await serve(t, replies)
  const { updates } = await watch(t, [server])
  assert.deepEqual(revisions(updates), [11n, 12n])
  assert.deepEqual(starts(server), [0n, 0n, 0n, 12n, 12n])
  for (const [reply, problem] of [
    [old, /invalid auth token$/],
    [alsoOld, /auth store is old$/],
  ] as const) {
    const hopeless = await serve(t, [reply])
    const refused = await watch(t, [hopeless])
    assert.match(refused.updates.at(-1)?.problem ?? '', problem)
    assert.equal(hopeless.calls.length, 11)
  }
})
