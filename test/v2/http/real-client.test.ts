import assert from 'node:assert/strict'
import { Resolver } from 'node:dns/promises'
import { after, test } from 'node:test'
import { V2Failure } from '../../../src/v2/failure.ts'
import { openV2Client } from '../../../src/v2/http/client.ts'
import { type EtcdBinaries, findEtcdBinaries } from '../../support/etcd-binaries.ts'
import { freePort } from '../../support/ports.ts'
import { runProcess } from '../../support/run-process.ts'
import { json, type Reaction, type ScriptedServer, type SentRequest, startScriptedServer } from './scripted-server.ts'
import { settings } from './settings.ts'

const release = (await findEtcdBinaries()).binaries.filter((each) => each.release === '3.4')
const real = release.at(-1)
const servers: ScriptedServer[] = []
after(() => {
  for (const server of servers) server.close()
})

interface Ending {
  readonly exitCode: number | string
  /** The whole of stderr. */
  readonly stderr: string
}

async function endingOfReal({ etcdctl }: EtcdBinaries, args: readonly string[]): Promise<Ending> {
  const { code, stderr } = await runProcess(etcdctl, [...args, 'get', 'a'], { env: { ETCDCTL_API: '2' } })
  return { exitCode: code, stderr: comparable(stderr.toString()) }
}

async function endingOfOurs(endpoints: string, isSynced: boolean): Promise<Ending> {
  const lines: string[] = []
  const stderr = (line: string): Promise<void> => Promise.resolve(void lines.push(line))
  const query = ['quorum', 'recursive', 'sorted'].map((name) => [name, 'false'] as const)
  try {
    const given = { endpoints, noSync: !isSynced, debug: true, stderr, totalTimeoutNs: 5_000_000_000n }
    const client = await openV2Client(settings(given))
    await client.send({ method: 'GET', path: '/v2/keys/a', query }).finally(() => client.close())
    return { exitCode: 0, stderr: comparable(lines.map((line) => `${line}\n`).join('')) }
  } catch (error) {
    assert.ok(error instanceof V2Failure, String(error))
    const { message, remarks, details, isBare, exitCode } = error
    const ending = [...remarks, `${isBare ? '' : 'Error:  '}${message}`, ...details]
    return { exitCode, stderr: comparable([...lines, ...ending].map((line) => `${line}\n`).join('')) }
  }
}

/** Ports of ours are drawn; the Go of an older build says less of a certificate. */
function comparable(text: string): string {
  return text.replace(/tcp 127\.0\.0\.1:\d+->/g, 'tcp OURS->').replaceAll('tls: failed to verify certificate: ', '')
}

/** Both are served by the same server, one after the other. */
async function compare(endpoints: string, isSynced: boolean): Promise<void> {
  assert.ok(real)
  const options = ['--debug', '--endpoints', endpoints, ...(isSynced ? [] : ['--no-sync'])]
  assert.deepEqual(await endingOfOurs(endpoints, isSynced), await endingOfReal(real, options))
}

const skip = real === undefined ? 'no etcdctl 3.4 is at hand' : false

const node = json(200, '{"action":"get","node":{"key":"/a","value":"v"}}')
const raw = (text: string): Reaction => ({ bytes: text })
const reactions: Readonly<Record<string, (request: SentRequest) => Reaction>> = {
  'a node': () => node,
  'no members': ({ target }) => (target === '/v2/members' ? json(200, '{"members":[]}') : node),
  'a page': ({ target }) => (target === '/v2/members' ? json(404, '404 page not found') : node),
  '500': () => json(500, ''),
  '502': () => json(502, ''),
  '503': () => json(503, ''),
  '504': () => json(504, ''),
  '599': () => json(599, ''),
  'a redirect to nowhere': () => json(307, ''),
  'a redirect without a host': () => json(301, '', ['Location: /x']),
  'a bad redirect': () => json(302, '', ['Location: :x']),
  'the end': () => raw(''),
  'a reset': () => 'reset',
  'other words': () => raw('220 welcome\r\n'),
  'JSON alone': () => raw('{"action":"get"}'),
  'a cut head': () => raw('HTTP/1.1 200 OK\r\nContent-'),
  'a cut body': () => raw('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{'),
  'a cut chunk': () => raw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{'),
  'a bad chunk': () => raw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxy\r\n{'),
  'a bad length': () => raw('HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n'),
  'two lengths': () => raw('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'),
  'a bad header': () => raw('HTTP/1.1 200 OK\r\nnothing\r\n\r\n'),
}

for (const [name, react] of Object.entries(reactions)) {
  test(`a server that answers with ${name}`, { skip }, async () => {
    const server = await startScriptedServer(react)
    servers.push(server)
    for (const isSynced of [true, false]) await compare(server.url, isSynced)
  })
}

test('requests are sent as the real client sends them', { skip }, async () => {
  const server = await startScriptedServer(({ target }) => (target.includes('members') ? json(404, '') : node))
  servers.push(server)
  await compare(`${server.url}/a b/`, true)
  const sent = server.requests.map(({ method, target, headers }) => ({ method, target, host: headers.host }))
  assert.deepEqual(sent.slice(0, 2), sent.slice(2))
  assert.equal(sent.length, 4)
})

for (const endpoint of [
  'http:',
  'http://',
  'localhost:2379',
  'localhost:2379,localhost:2379',
  'unix://x',
  'unix:///tmp/no-such',
  'ftp://x:1',
  'http://127.0.0.1:99999',
  '/foo',
  '?x',
  'http://a b',
  'http://[::1',
  'http://h:2x',
  'http://h%zz',
  '127.0.0.1:2379',
]) {
  test(`the endpoint ${endpoint}`, { skip }, async () => {
    for (const isSynced of [true, false]) await compare(endpoint, isSynced)
  })
}

const unknownName = 'nobody.invalid'
/** Where names are looked up in another way than by the one server that is configured, Go's words are others. */
const lookup = await new Resolver({ timeout: 5000, tries: 1 }).resolve4(unknownName).catch((error: Error) => error)
const answersAtOnce = lookup instanceof Error && 'code' in lookup && lookup.code === 'ENOTFOUND'
const skipLookup = skip || (answersAtOnce ? false : 'no name server here says that a name is unknown')

test('an endpoint whose name nobody knows', { skip: skipLookup }, async () => {
  for (const isSynced of [true, false]) await compare(`http://${unknownName}:2379`, isSynced)
})

test('an endpoint where nobody listens', { skip }, async () => {
  const url = `http://127.0.0.1:${await freePort()}`
  for (const isSynced of [true, false]) await compare(`${url},${url}`, isSynced)
})
