import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'
import type { EtcdClient } from '../../../src/client/client.ts'
import { Cluster, KV, Lease, Maintenance, Watch } from '../../../src/rpc/services.ts'
import { openPlainClient } from '../../client/open.ts'
import { headBytes, types } from '../frames.ts'
import { okTrailers } from '../scenario.ts'
import type { Said } from './mutate.ts'

export type SessionName = 'put' | 'get' | 'txn' | 'grant' | 'members' | 'snapshot' | 'watch'

/** What a real server said in a session of one call: in the greeting nothing of its stream. */
export interface Recorded extends Said {
  readonly name: SessionName
  /** The method that was called. */
  readonly path: string
}

const prefaceBytes = 24
const within = (): { deadlineMs: number } => ({ deadlineMs: Date.now() + 60_000 })
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))

const write = {
  key: bytes('k'),
  value: bytes('v'.repeat(40)),
  lease: 0n,
  prevKv: false,
  ignoreValue: false,
  ignoreLease: false,
}

const sessions: Readonly<Record<SessionName, readonly [path: string, call: (client: EtcdClient) => Promise<unknown>]>> =
  {
    put: [KV.put.path, (client) => client.kv.put(write, within())],
    get: [KV.range.path, (client) => client.kv.range({ key: bytes('k') }, within())],
    txn: [KV.txn.path, (client) => client.kv.txn({ success: [{ requestPut: write }] }, within())],
    grant: [Lease.leaseGrant.path, (client) => client.lease.leaseGrant({ TTL: 100n }, within())],
    members: [Cluster.memberList.path, (client) => client.cluster.memberList({}, within())],
    snapshot: [
      Maintenance.snapshot.path,
      async (client) => {
        for await (const _ of client.serverStream(Maintenance.snapshot, {}, within()));
      },
    ],
    watch: [
      Watch.watch.path,
      async (client) => {
        const stream = await client.duplexStream(Watch.watch, within())
        stream.send({ createRequest: { key: bytes('k'), rangeEnd: new Uint8Array(), startRevision: 1n } } as never)
        const messages = stream.messages()
        for (let seen = 0; seen < 2; seen++) await messages.next()
      },
    ],
  }

/** Calls a real server and keeps each byte that it says. */
export async function recordSessions(endpoint: string): Promise<readonly Recorded[]> {
  const recorded: Recorded[] = []
  for (const name of Object.keys(sessions) as SessionName[]) recorded.push(await recordSession(name, endpoint))
  return recorded
}

async function recordSession(name: SessionName, endpoint: string): Promise<Recorded> {
  const [path, call] = sessions[name]
  const said: Buffer[] = []
  const proxy = net.createServer((socket) => {
    const [host = '', port = ''] = endpoint.split(':')
    const upstream = net.connect(Number(port), host)
    socket.on('data', (chunk) => upstream.write(chunk))
    upstream.on('data', (chunk) => {
      said.push(chunk)
      socket.write(chunk)
    })
    for (const each of [socket, upstream]) {
      each.on('error', () => {})
      each.once('close', () => (each === socket ? upstream : socket).destroy())
    }
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const client = await openPlainClient([`127.0.0.1:${(proxy.address() as AddressInfo).port}`])
  try {
    await call(client)
  } finally {
    client.close()
    proxy.close()
  }
  // a watch has no end of its own
  if (name === 'watch') said.push(okTrailers(1))
  return { name, path, ...split(Buffer.concat(said)) }
}

/** A request may have been sent before the server said anything: the answer is what names its stream, and what comes behind that. */
function split(said: Buffer): Said {
  let at = 0
  while (at + headBytes <= said.length && said.readUInt32BE(at + 5) === 0) at += headBytes + said.readUIntBE(at, 3)
  return { greeting: said.subarray(0, at), answer: said.subarray(at) }
}

/** Tells when a client has sent a request. */
export class RequestWatch {
  isSeen = false
  private received = Buffer.alloc(0)
  private skip = prefaceBytes

  take(chunk: Buffer): void {
    this.received = Buffer.concat([this.received, chunk])
    while (!this.isSeen && this.received.length >= this.skip + headBytes) {
      const head = this.received.subarray(this.skip)
      if (head[3] === types.headers) this.isSeen = true
      this.received = head
      this.skip = headBytes + head.readUIntBE(0, 3)
    }
  }
}
