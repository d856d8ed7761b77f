/** A program for the installed package: streams, a transaction, a lock and errors, over TLS and over both transports. */
export const streamsProgram = `
import {
  CompareResult, CompareTarget, create, DeadlineError, type EtcdClient, endless, keepLease, Maintenance, messageTypes,
  openClient, openKeptLease, Place, RpcError, within,
} from 'etcdctl-ts/client'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const { ENDPOINT = '', CACERT = '', CERT = '', KEY = '' } = process.env
const tls = { cacert: CACERT, cert: CERT, key: KEY }

async function sayWhatHappens(client: EtcdClient): Promise<void> {
  const compare = create(messageTypes.compareType, { key: bytes('t'), target: CompareTarget.VERSION, result: CompareResult.EQUAL, version: 0n })
  const requestPut = create(messageTypes.putRequestType, { key: bytes('t'), value: bytes('1') })
  const { succeeded } = await client.kv.txn({ compare: [compare], success: [{ requestPut }] }, within(20_000))
  console.log('txn', succeeded)

  const lease = await openKeptLease(client, 60n)
  const place = new Place(client, lease, bytes('lock'))
  const held = await place.hold(bytes(''), new AbortController().signal)
  console.log('lock', held.revision > 0n)
  await place.release()
  await lease.close()
  console.log('lease', await keepLease(client, { id: lease.id, firstAnswerMs: 20_000 }))

  let size = 0
  for await (const { blob } of client.serverStream(Maintenance.snapshot, {}, endless())) size += blob.length
  console.log('snapshot', size > 10_000)

  await client.kv.put({ key: bytes('') }, within(20_000)).catch((error: unknown) => {
    if (error instanceof RpcError) console.log(error.name, error.code, error.details)
  })
}

for (const transport of ['http2', 'grpc-js'] as const) {
  const client = await openClient({ endpoints: [ENDPOINT], tls, transport })
  await client.kv.deleteRange({ key: bytes('t') }, within(20_000))
  await sayWhatHappens(client)
  client.close()
}

const stranger = await openClient({ endpoints: ['127.0.0.1:1'] })
await stranger.kv.range({ key: bytes('k') }, within(500)).catch((error: unknown) => {
  if (error instanceof DeadlineError) console.log(error.name, stranger.troubles().length)
})
stranger.close()
await openClient({ endpoints: [] }).catch((error: Error) => console.log(error.name))
`

const each = `txn true
lock true
lease gone
snapshot true
RpcError InvalidArgument etcdserver: key is not provided
`

export const streamsOutput = `${each}${each}DeadlineError 1\nUsageError\n`
