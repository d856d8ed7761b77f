import assert from 'node:assert/strict'
import dgram from 'node:dgram'
import dns from 'node:dns'
import { once } from 'node:events'
import { after, test } from 'node:test'
import { V2Failure } from '../../../src/v2/failure.ts'
import { openV2Client, type V2Settings } from '../../../src/v2/http/client.ts'
import { settings } from './settings.ts'

interface Record {
  readonly priority: number
  readonly weight: number
  readonly port: number
  readonly target: string
}

type Zone = Readonly<globalThis.Record<string, readonly Record[]>>

function nameBytes(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.concat([Buffer.of(label.length), Buffer.from(label)]))
  return Buffer.concat([...labels, Buffer.of(0)])
}

/** Answers a question for SRV records from the zone, and says of other names that there are none (RFC 1035, RFC 2782). */
function answerTo(query: Buffer, zone: Zone, asked: string[]): Buffer {
  const labels: string[] = []
  let at = 12
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  const name = labels.join('.').toLowerCase()
  asked.push(name)
  const records = zone[name]
  const head = Buffer.alloc(12)
  query.copy(head, 0, 0, 2)
  head.writeUInt16BE(records === undefined ? 0x8183 : 0x8180, 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(records?.length ?? 0, 6)
  const answers = (records ?? []).map(({ priority, weight, port, target }) => {
    const data = Buffer.concat([Buffer.alloc(6), nameBytes(target)])
    data.writeUInt16BE(priority, 0)
    data.writeUInt16BE(weight, 2)
    data.writeUInt16BE(port, 4)
    const fixed = Buffer.from([0xc0, 12, 0, 33, 0, 1, 0, 0, 0, 60, 0, 0])
    fixed.writeUInt16BE(data.length, 10)
    return Buffer.concat([fixed, data])
  })
  return Buffer.concat([head, query.subarray(12, at + 5), ...answers])
}

const zone: Zone = {
  '_etcd-client-ssl._tcp.some.example': [{ priority: 0, weight: 0, port: 2379, target: 'safe.some.example' }],
  '_etcd-client._tcp.some.example': [
    { priority: 1, weight: 0, port: 4001, target: 'second.some.example' },
    { priority: 0, weight: 0, port: 2379, target: 'first.some.example' },
  ],
  '_etcd-client._tcp.plain.example': [{ priority: 0, weight: 0, port: 2379, target: 'only.plain.example' }],
  '_etcd-client-ssl-blue._tcp.some.example': [{ priority: 0, weight: 0, port: 1, target: 'blue.some.example' }],
}

/** A name server for this process, and the names that it was asked for. */
const asked: string[] = []
const server = dgram.createSocket('udp4')
server.on('message', (query, { port, address }) => server.send(answerTo(query, zone, asked), port, address))
server.bind(0, '127.0.0.1')
await once(server, 'listening')
dns.promises.setServers([`127.0.0.1:${server.address().port}`])
after(() => void server.close())

async function endpointsOf(given: Partial<V2Settings>): Promise<{ endpoints: readonly string[]; lines: string[] }> {
  const lines: string[] = []
  const stderr = (line: string): Promise<void> => Promise.resolve(void lines.push(line))
  const client = await openV2Client(settings({ noSync: true, stderr, ...given }))
  client.close()
  return { endpoints: [...client.endpoints].sort(), lines }
}

const safe = 'https://safe.some.example.:2379'
const plain = ['http://first.some.example.:2379', 'http://second.some.example.:4001']

test('of the endpoints that DNS names those without TLS are left out, and told of', async () => {
  asked.length = 0
  const { endpoints, lines } = await endpointsOf({ discoverySrv: 'some.example' })
  assert.deepEqual(endpoints, [safe])
  assert.deepEqual(
    lines,
    plain.map((url) => `ignoring discovered insecure endpoint "${url}"`),
  )
  assert.deepEqual([...asked].sort(), ['_etcd-client-ssl._tcp.some.example', '_etcd-client._tcp.some.example'].sort())
})

test('a flag or a variable lets those without TLS in, and 3.0 always does', async () => {
  const all = { endpoints: [...plain, safe].sort(), lines: [] }
  assert.deepEqual(await endpointsOf({ discoverySrv: 'some.example', insecureDiscovery: true }), all)
  const env = { ETCDCTL_DISCOVERY_SRV: 'some.example', ETCDCTL_INSECURE_DISCOVERY: '0' }
  assert.deepEqual(await endpointsOf({ env }), all)
  assert.deepEqual(await endpointsOf({ discoverySrv: 'some.example', release: '3.0' }), all)
})

test('when nothing is left of what DNS names, the usual endpoints are used', async () => {
  const { endpoints } = await endpointsOf({ discoverySrv: 'plain.example', endpoints: 'http://given:1' })
  assert.deepEqual(endpoints, ['http://given:1'])
})

test('a name of the service is part of the question since 3.4', async () => {
  const env = { ETCDCTL_DISCOVERY_SRV: 'some.example', ETCDCTL_DISCOVERY_SRV_NAME: 'blue' }
  assert.deepEqual((await endpointsOf({ env })).endpoints, ['https://blue.some.example.:1'])
  assert.deepEqual((await endpointsOf({ env, release: '3.3' })).endpoints, [safe])
})

test('a domain without records ends the run with exit code 1', async () => {
  await assert.rejects(endpointsOf({ discoverySrv: 'none.example' }), (error) => {
    assert.ok(error instanceof V2Failure)
    assert.deepEqual([error.exitCode, error.isBare], [1, true])
    const [first, second] = ['-ssl', ''].map(
      (kind) => `lookup _etcd-client${kind}\\._tcp\\.none\\.example on \\S+: no such host`,
    )
    assert.match(error.message, new RegExp(`^dns lookup errors: ${first} and ${second}$`))
    return true
  })
})
