import type { AddressInfo } from 'node:net'
import tls from 'node:tls'
import type { Scenario } from './scenario.ts'

/** Speaks TLS as a scenario asks for, refuses every call, and tells whether there was one. */
export interface CountingServer {
  readonly endpoint: string
  /** How many calls have come in. */
  readonly calls: number
  /** Resolves at the first call, or when a connection ended without one. */
  readonly decided: Promise<void>
  close(): void
}

const prefaceSize = 24
const headerSize = 9
const settings = frame(4, 0, 0)
const settingsTaken = frame(4, 1, 0)

/** `folder` is where the sockets of names go. */
export async function startCountingServer(scenario: Scenario, folder: string): Promise<CountingServer> {
  const { leaf, behind, host } = scenario
  let calls = 0
  let decide = (): void => {}
  const decided = new Promise<void>((resolve) => {
    decide = resolve
  })
  const options: tls.TlsOptions = {
    ciphers: 'DEFAULT:@SECLEVEL=0',
    ALPNProtocols: ['h2'],
    cert: [leaf, ...behind].map(({ cert }) => cert).join(''),
    key: leaf.key,
    ...scenario.server,
  }
  const server = tls.createServer(options, (socket) => {
    socket.on('error', () => {})
    socket.write(settings)
    readFrames(socket, () => {
      calls++
      decide()
    })
  })
  server.on('tlsClientError', () => {})
  server.on('connection', (socket) => {
    socket.on('error', () => {})
    socket.on('close', () => decide())
  })
  const path = host.includes('example') ? `${folder}/${host}` : undefined
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    if (path !== undefined) server.listen(path, resolve)
    else server.listen(0, host === '[::1]' ? '::1' : '127.0.0.1', resolve)
  })
  return {
    endpoint: path === undefined ? `https://${host}:${(server.address() as AddressInfo).port}` : `unixs://${path}`,
    get calls() {
      return calls
    },
    decided,
    close: () => void server.close(),
  }
}

function readFrames(socket: tls.TLSSocket, called: () => void): void {
  let bytes = Buffer.alloc(0)
  let at = prefaceSize
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk])
    while (bytes.length >= at + headerSize) {
      const end = at + headerSize + bytes.readUIntBE(at, 3)
      if (bytes.length < end) return
      answer(socket, bytes.subarray(at, end), called)
      at = end
    }
  })
}

function answer(socket: tls.TLSSocket, received: Buffer, called: () => void): void {
  const type = received[3]
  const isReply = ((received[4] ?? 0) & 1) === 1
  if (type === 1) {
    called()
    socket.write(frame(1, 0x5, received.readUInt32BE(5), refusal))
  }
  if (type === 4 && !isReply) socket.write(settingsTaken)
  if (type === 6 && !isReply) socket.write(frame(6, 1, 0, received.subarray(headerSize)))
}

/** Headers of HTTP/2 that end a call with InvalidArgument. */
const refusal = Buffer.concat([
  Buffer.of(0x88),
  field('content-type', 'application/grpc'),
  field('grpc-status', '3'),
  field('grpc-message', 'received'),
])

function field(name: string, value: string): Buffer {
  return Buffer.concat([Buffer.of(0, name.length), Buffer.from(name), Buffer.of(value.length), Buffer.from(value)])
}

function frame(type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(headerSize)
  header.writeUIntBE(payload.length, 0, 3)
  header[3] = type
  header[4] = flags
  header.writeUInt32BE(stream, 5)
  return Buffer.concat([header, payload])
}
