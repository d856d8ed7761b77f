import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import type { CliError } from '../../../src/base/errors.ts'
import type { EtcdClient } from '../../../src/client/client.ts'
import { Maintenance } from '../../../src/rpc/services.ts'
import {
  answerFrames,
  dataFrame,
  type FrameRequest,
  goawayFrame,
  grpcHead,
  headersFrame,
  resetFrame,
  startFrameServer,
} from '../../support/frame-server.ts'
import { bytes, openTestClient, within } from '../open.ts'

type Treat = (request: FrameRequest) => void
type Call = (client: EtcdClient) => Promise<unknown>

const doubt = 'it is not known whether the change was made'
const foreign = 'HTTP2: what answers is not etcd but a proxy, a load balancer or a web server'

const put: Call = (client) => client.kv.put({ key: bytes('k') }, within(60_000))
/** A read that is sent once. */
const snapshot: Call = async (client) => {
  for await (const _message of client.serverStream(Maintenance.snapshot, {}, within(60_000)));
}

/** The remarks behind a call that a server treats as told, without the endpoint in front. */
async function remarksOf(t: TestContext, treat: Treat, call: Call): Promise<readonly string[]> {
  const server = await startFrameServer(t, treat)
  const client = await openTestClient(t, [server.endpoint])
  const error = await call(client).then(
    () => assert.fail('the call succeeded'),
    (reason: CliError) => reason,
  )
  client.close()
  return error.remarks.map((remark) => remark.replace(`${server.endpoint}: `, ''))
}

/** A status of the server's own. */
const say =
  (code: number, text: string): Treat =>
  ({ stream, socket }) =>
    void socket.write(answerFrames(stream, { 'grpc-status': String(code), 'grpc-message': text }))

const page =
  (status: number): Treat =>
  ({ stream, socket }) => {
    const head = headersFrame(stream, { ':status': String(status), 'content-type': 'text/html' })
    socket.write(Buffer.concat([head, dataFrame(stream, bytes('<html>busy</html>'), true)]))
  }

const reset =
  (code: number): Treat =>
  ({ stream, socket }) =>
    void socket.write(resetFrame(stream, code))

const withoutTrailers: Treat = ({ stream, socket }) =>
  void socket.write(Buffer.concat([headersFrame(stream, grpcHead), dataFrame(stream, new Uint8Array(5), true)]))

test('a status of the server is not taken for a lost connection', async (t) => {
  const unsure = [1, 4, 14]
  for (let code = 1; code <= 17; code++) {
    const remarks = await remarksOf(t, say(code, 'boom'), put)
    assert.deepEqual(remarks, unsure.includes(code) ? [`etcd: the call was given up; ${doubt}`] : [], `${code}`)
    const read = await remarksOf(t, say(code, 'boom'), snapshot)
    assert.deepEqual(read, code === 14 ? ['etcd: the call was given up; is the member going down?'] : [], `${code}`)
  }
})

test("etcd's own words stand for themselves", async (t) => {
  for (const text of ['request timed out', 'leader changed', 'server stopped', 'too many requests', 'not capable']) {
    for (const call of [put, snapshot]) assert.deepEqual(await remarksOf(t, say(14, `etcdserver: ${text}`), call), [])
  }
})

test('a page in place of an answer is reported as what it is, whatever its status', async (t) => {
  for (const status of [200, 301, 401, 403, 404, 429, 500, 502, 503, 504]) {
    assert.deepEqual(await remarksOf(t, page(status), put), [`${foreign}; ${doubt}`], `${status}`)
    const check = 'check the endpoint and what stands in front of it'
    assert.deepEqual(await remarksOf(t, page(status), snapshot), [`${foreign}; ${check}`], `${status}`)
  }
})

test('a write whose answer cannot be read leaves its doubt behind', async (t) => {
  for (const treat of [reset(0), reset(2), reset(8), withoutTrailers]) {
    assert.deepEqual(await remarksOf(t, treat, put), [`HTTP2: no answer could be read; ${doubt}`])
  }
})

test('a lost connection is told apart from a call that was not taken', async (t) => {
  const cut: Treat = ({ socket }) => void socket.destroy()
  const [lost] = await remarksOf(t, cut, put)
  assert.match(lost ?? '', /^HTTP2: the connection was lost before the answer \(.*\); it is not known/)
  const [lostRead] = await remarksOf(t, cut, snapshot)
  assert.match(lostRead ?? '', /^HTTP2: the connection was lost before the answer \(.*\); is the member going down\?$/)
  for (const treat of [reset(7), (({ socket }) => void socket.write(goawayFrame(0))) as Treat]) {
    assert.match((await remarksOf(t, treat, put))[0] ?? '', /^HTTP2: the server did not take the call \(.*\)$/)
  }
})

const retried: readonly (readonly [treat: Treat, remark: RegExp])[] = [
  [say(14, 'boom'), /^etcd: boom; is the member going down\?$/],
  [say(1, 'context canceled'), /^etcd: context canceled; is the member going down\?$/],
  [say(4, 'boom'), /^etcd: boom; is the member going down\?$/],
  [say(14, 'etcdserver: server stopped'), /^etcd: server stopped; is the member going down\?$/],
  [say(14, 'etcdserver: leader changed'), /^etcd: leader changed; does the cluster have a quorum\?$/],
  [say(14, 'etcdserver: request timed out'), /^etcd: request timed out; does the cluster have a quorum\?$/],
  [say(14, 'etcdserver: not capable'), /^etcd: not capable$/],
  [page(503), /^HTTP2: what answers is not etcd .* \(unexpected HTTP status .*: 503 .*\); check the endpoint and/],
  [reset(7), /^HTTP2: stream terminated by RST_STREAM .*: REFUSED_STREAM; is the member going down\?$/],
]

test('a read that is asked again until its time is up names the last cause, in one line', async (t) => {
  const get: Call = (client) => client.kv.range({ key: bytes('k') }, within(12_000))
  const all = await Promise.all(retried.map(([treat]) => remarksOf(t, treat, get)))
  for (const [index, [, remark]] of retried.entries()) {
    assert.equal(all[index]?.length, 1)
    assert.match(all[index]?.[0] ?? '', remark)
    assert.doesNotMatch(all[index]?.[0] ?? '', /\n/)
  }
})
