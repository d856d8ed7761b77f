import { connect } from 'node:net'

/** What one answer took at the least: its bytes were counted and thrown away. Times are from before the connection is made. */
export interface BareAnswer {
  readonly wallMs: number
  /** Up to the first byte of the message, not of the headers. */
  readonly firstByteMs: number
  /** Of all messages, with the five bytes ahead of each. */
  readonly bytes: number
}

const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
const largestWindow = 2 ** 31 - 1
const usualWindow = 65_535
const kinds = { data: 0, headers: 1, reset: 3, settings: 4, ping: 6, goAway: 7, windowUpdate: 8 } as const
const endStream = 1
const endHeaders = 4

/**
 * Sends one call without TLS, everything in one write, with windows that never close, and counts what comes back up to the end of the
 * stream. Throws when the connection ends earlier, or no message came.
 */
export function askBare(endpoint: string, path: string, request: Uint8Array): Promise<BareAnswer> {
  const [host = '', port] = endpoint.split(':')
  const counter = new FrameCounter()
  const start = performance.now()
  return new Promise((resolve, reject) => {
    let firstByteMs = Number.NaN
    const buffer = Buffer.allocUnsafe(512 * 1024)
    const read = (length: number, chunk: Uint8Array): boolean => {
      counter.count(chunk.subarray(0, length))
      if (Number.isNaN(firstByteMs) && counter.bytes > 0) firstByteMs = performance.now() - start
      if (!counter.hasEnded) return true
      resolve({ wallMs: performance.now() - start, firstByteMs, bytes: counter.bytes })
      socket.destroy()
      return false
    }
    const socket = connect({ host, port: Number(port), noDelay: true, onread: { buffer, callback: read } })
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('the connection of the bare client ended early')))
    socket.write(Buffer.concat([preface, ...openingFrames(), ...callFrames(endpoint, path, request)]))
  }).then((answer) => {
    if ((answer as BareAnswer).bytes === 0) throw new Error('the bare client got no message')
    return answer as BareAnswer
  })
}

/** Counts the bytes of DATA frames, in whatever chunks they come. */
export class FrameCounter {
  bytes = 0
  hasEnded = false
  private readonly head = Buffer.alloc(9)
  private headBytes = 0
  /** Of the frame that is being read. */
  private left = 0
  private isData = false

  count(chunk: Uint8Array): void {
    let at = 0
    while (at < chunk.length) {
      if (this.left > 0) at += this.skip(chunk.length - at)
      else at += this.readHead(chunk, at)
    }
  }

  private skip(available: number): number {
    const length = Math.min(this.left, available)
    this.left -= length
    if (this.isData) this.bytes += length
    return length
  }

  private readHead(chunk: Uint8Array, at: number): number {
    const length = Math.min(9 - this.headBytes, chunk.length - at)
    this.head.set(chunk.subarray(at, at + length), this.headBytes)
    this.headBytes += length
    if (this.headBytes === 9) this.begin()
    return length
  }

  private begin(): void {
    this.headBytes = 0
    this.left = this.head.readUIntBE(0, 3)
    const kind = this.head[3]
    this.isData = kind === kinds.data
    const ends = ((this.head[4] ?? 0) & endStream) !== 0 && (kind === kinds.data || kind === kinds.headers)
    if (ends || kind === kinds.reset || kind === kinds.goAway) this.hasEnded = true
  }
}

function openingFrames(): Buffer[] {
  const settings = Buffer.alloc(6)
  settings.writeUInt16BE(4, 0)
  settings.writeUInt32BE(largestWindow, 2)
  const update = Buffer.alloc(4)
  update.writeUInt32BE(largestWindow - usualWindow, 0)
  return [
    frame(kinds.settings, 0, 0, settings),
    frame(kinds.windowUpdate, 0, 0, update),
    // of the server's settings, which are still on their way: nothing here depends on them
    frame(kinds.settings, 1, 0, Buffer.alloc(0)),
  ]
}

function callFrames(authority: string, path: string, request: Uint8Array): Buffer[] {
  const block = Buffer.concat([
    Buffer.of(0x83, 0x86), // :method POST, :scheme http
    field(Buffer.of(0x04), path),
    field(Buffer.of(0x01), authority),
    field(Buffer.of(0x0f, 0x10), 'application/grpc'),
    field(Buffer.concat([Buffer.of(0), hpackText('te')]), 'trailers'),
  ])
  const length = Buffer.alloc(5)
  length.writeUInt32BE(request.length, 1)
  return [frame(kinds.headers, endHeaders, 1, block), frame(kinds.data, endStream, 1, Buffer.concat([length, request]))]
}

function field(name: Buffer, value: string): Buffer {
  return Buffer.concat([name, hpackText(value)])
}

function hpackText(text: string): Buffer {
  return Buffer.concat([Buffer.of(text.length), Buffer.from(text)])
}

function frame(kind: number, flags: number, stream: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head[3] = kind
  head[4] = flags
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, payload])
}
