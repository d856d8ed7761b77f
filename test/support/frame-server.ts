import { once } from 'node:events'
import net from 'node:net'
import type { TestContext } from 'node:test'
import { type FrameHead, frame, frameFlags, frameTypes, headBytes, setU32 } from '../../src/client/http2/frame.ts'
import { encodeHeaders } from '../../src/client/http2/header-encoder.ts'

const prefaceBytes = 24

/** One request that has come in whole; `count` is how many came so far, on all connections. */
export interface FrameRequest {
  readonly stream: number
  readonly count: number
  readonly socket: net.Socket
}

export interface FrameServer {
  readonly endpoint: string
  /** Requests that came in whole. */
  requests(): number
  /** From now on no more streams at a time are taken on any connection. */
  limitStreams(most: number): void
  /** Writes a frame on every connection. */
  send(frame: Uint8Array): void
}

/** An HTTP/2 server that answers each request with whatever frames the test writes. */
export async function startFrameServer(t: TestContext, answer: (request: FrameRequest) => void): Promise<FrameServer> {
  let count = 0
  let first = frame(frameTypes.settings, 0, 0)
  const sockets = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    socket.write(first)
    readFrames(socket, ({ type, flags, stream }) => {
      if (type === frameTypes.settings && (flags & frameFlags.ack) === 0) {
        socket.write(frame(frameTypes.settings, frameFlags.ack, 0))
      }
      if (type === frameTypes.data && (flags & frameFlags.endStream) !== 0) answer({ stream, count: ++count, socket })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return {
    endpoint: `127.0.0.1:${(server.address() as net.AddressInfo).port}`,
    requests: () => count,
    send(bytes) {
      for (const socket of sockets) socket.write(bytes)
    },
    limitStreams(most) {
      first = settingsFrame(3, most)
      for (const socket of sockets) socket.write(first)
    },
  }
}

function readFrames(socket: net.Socket, found: (head: FrameHead) => void): void {
  let bytes = Buffer.alloc(0)
  let skip = prefaceBytes
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk])
    for (;;) {
      const rest = bytes.subarray(skip)
      if (rest.length < headBytes || rest.length < headBytes + rest.readUIntBE(0, 3)) return
      bytes = rest.subarray(headBytes + rest.readUIntBE(0, 3))
      skip = 0
      const [type = 0, flags = 0] = rest.subarray(3, 5)
      found({ length: rest.readUIntBE(0, 3), type, flags, stream: rest.readUInt32BE(5) })
    }
  })
}

export const grpcHead = { ':status': '200', 'content-type': 'application/grpc' }

/** A message without a field, as it stands in a data frame. */
export const emptyMessage = new Uint8Array(5)

export function headersFrame(stream: number, fields: Readonly<Record<string, string>>, isLast = false): Uint8Array {
  const flags = frameFlags.endHeaders | (isLast ? frameFlags.endStream : 0)
  return frame(frameTypes.headers, flags, stream, encodeHeaders(fields))
}

export function dataFrame(stream: number, bytes: Uint8Array, isLast = false): Uint8Array {
  return frame(frameTypes.data, isLast ? frameFlags.endStream : 0, stream, bytes)
}

export function resetFrame(stream: number, code: number): Uint8Array {
  const payload = new Uint8Array(4)
  setU32(payload, 0, code)
  return frame(frameTypes.rstStream, 0, stream, payload)
}

export function goawayFrame(last: number, code = 0, debug = ''): Uint8Array {
  const payload = Buffer.concat([new Uint8Array(8), Buffer.from(debug)])
  setU32(payload, 0, last)
  setU32(payload, 4, code)
  return frame(frameTypes.goaway, 0, 0, payload)
}

export function settingsFrame(id: number, value: number): Uint8Array {
  const payload = Uint8Array.of(0, id, 0, 0, 0, 0)
  setU32(payload, 2, value)
  return frame(frameTypes.settings, 0, 0, payload)
}

/** A whole answer: one empty message and a status. */
export function answerFrames(stream: number, trailers: Readonly<Record<string, string>> = { 'grpc-status': '0' }) {
  return Buffer.concat([
    headersFrame(stream, grpcHead),
    dataFrame(stream, emptyMessage),
    headersFrame(stream, trailers, true),
  ])
}
