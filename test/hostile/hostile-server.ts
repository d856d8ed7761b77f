import { once } from 'node:events'
import net, { type AddressInfo, type Socket } from 'node:net'
import tls from 'node:tls'
import { properAnswer } from './calls.ts'
import { flags, frame, headBytes, settings, settingsAck, types } from './frames.ts'
import { ReferenceFields } from './fuzz/reference-fields.ts'
import type { Answer, Incoming, Scenario, Step } from './scenario.ts'

const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'

export interface HostileServer {
  /** `127.0.0.1:port` */
  readonly endpoint: string
  /** The paths of the requests that came in, in order, over all connections. */
  readonly requests: readonly string[]
  /** Those of them that came before their connection had sent its settings. */
  readonly early: readonly string[]
  readonly connections: number
  close(): Promise<void>
}

export interface TlsFiles {
  readonly cert: Buffer
  readonly key: Buffer
}

/** Plays one scenario to whoever connects. */
export async function startHostileServer(scenario: Scenario, files?: TlsFiles): Promise<HostileServer> {
  const requests: string[] = []
  const early: string[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  const accept = (socket: Socket): void => {
    connections++
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
    new Peer(socket, scenario, { requests, early }).start()
  }
  const server =
    files === undefined ? net.createServer(accept) : tls.createServer({ ...files, ALPNProtocols: ['h2'] }, accept)
  server.on('tlsClientError', () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `127.0.0.1:${port}`,
    requests,
    early,
    get connections() {
      return connections
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** One connection: reads what the client sends, and answers as the scenario says. */
export class Peer {
  readonly socket: Socket
  private readonly scenario: Scenario
  /** Of all connections. */
  readonly requests: string[]
  private readonly early: string[]
  /** The first bytes that were sent. */
  private head = Buffer.alloc(0)
  private readonly fields = new ReferenceFields()
  private readonly blocks = new Map<number, Buffer[]>()
  private readonly paths = new Map<number, string>()
  private received = Buffer.alloc(0)
  private hasPreface = false
  private playing = Promise.resolve()

  constructor(socket: Socket, scenario: Scenario, { requests, early }: Record<'requests' | 'early', string[]>) {
    this.socket = socket
    this.scenario = scenario
    this.requests = requests
    this.early = early
  }

  start(): void {
    const { accepted, greeting } = this.scenario
    this.socket.on('data', (chunk) => this.take(chunk))
    if (accepted !== undefined) this.play(accepted)
    else if (greeting === undefined) this.play([settings()])
  }

  /** Steps come one after the other; those of a call after all earlier ones. */
  private play(answer: Answer): void {
    const steps = answer instanceof Uint8Array ? [answer] : answer
    this.playing = this.playing.then(() => this.run(steps))
  }

  private async run(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      if (this.socket.destroyed) return
      if (step === 'cut') this.socket.destroy()
      else if (step === 'reset') this.socket.resetAndDestroy()
      else if (step === 'end') this.socket.end()
      else if (typeof step === 'number') await new Promise((resolve) => setTimeout(resolve, step))
      else if (typeof step === 'function') await step(this)
      else this.write(step)
    }
  }

  private write(bytes: Uint8Array): void {
    this.head = Buffer.concat([this.head, bytes.subarray(0, headBytes)]).subarray(0, headBytes)
    this.socket.write(bytes)
  }

  /** True once a frame was sent that says that it holds settings. */
  private get hasToldSettings(): boolean {
    return this.head.length === headBytes && this.head[3] === types.settings && this.head[4] !== flags.ack
  }

  /** Writes until the client is gone or so many bytes are through; waits whenever the client does not read. */
  async flood(bytes: Uint8Array, total: number): Promise<void> {
    for (let sent = 0; sent < total && !this.socket.destroyed; sent += bytes.length) {
      if (this.socket.write(bytes)) await new Promise((resolve) => setImmediate(resolve))
      else await this.whenWritable()
    }
  }

  private whenWritable(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.socket.off('drain', done)
        this.socket.off('close', done)
        resolve()
      }
      this.socket.once('drain', done)
      this.socket.once('close', done)
    })
  }

  private take(chunk: Buffer): void {
    this.received = Buffer.concat([this.received, chunk])
    if (!this.hasPreface) {
      if (this.received.length < preface.length) return
      this.hasPreface = true
      this.received = this.received.subarray(preface.length)
      if (this.scenario.greeting !== undefined) this.play(this.scenario.greeting)
    }
    for (;;) {
      if (this.received.length < headBytes) return
      const end = headBytes + this.received.readUIntBE(0, 3)
      if (this.received.length < end) return
      const whole = this.received.subarray(0, end)
      this.received = this.received.subarray(end)
      this.takeFrame(whole[3] ?? 0, whole[4] ?? 0, whole.readUInt32BE(5) & 0x7fffffff, whole.subarray(headBytes))
    }
  }

  private takeFrame(type: number, frameFlags: number, stream: number, payload: Buffer): void {
    const isAck = (frameFlags & flags.ack) !== 0
    const { isDeaf = false, isEarly = false } = this.scenario
    if (type === types.settings && !isAck && !isDeaf) this.play([settingsAck])
    if (type === types.ping && !isAck && !isDeaf) this.play([frame(types.ping, flags.ack, 0, payload)])
    const isHeader = type === types.headers || type === types.continuation
    if (isHeader) this.takeBlock(frameFlags, stream, withoutPriority(type, frameFlags, payload))
    const isOpen = this.paths.has(stream)
    if (isOpen && isEarly && isHeader && (frameFlags & flags.endHeaders) !== 0) this.answer(stream)
    const isBody = type === types.data || type === types.headers
    if (isOpen && !isEarly && isBody && (frameFlags & flags.endStream) !== 0) this.answer(stream)
    if (isOpen && type === types.data && !isDeaf && isStream(this.paths.get(stream))) this.answer(stream)
  }

  private takeBlock(frameFlags: number, stream: number, part: Buffer): void {
    const parts = this.blocks.get(stream) ?? []
    this.blocks.set(stream, [...parts, Buffer.from(part)])
    if ((frameFlags & flags.endHeaders) === 0) return
    const found = this.fields.read(Buffer.concat(this.blocks.get(stream) ?? []))
    this.blocks.delete(stream)
    const path = found?.find(([name]) => name === ':path')?.[1] ?? ''
    this.paths.set(stream, path)
    this.requests.push(path)
    if (!this.hasToldSettings) this.early.push(path)
  }

  private answer(stream: number): void {
    const path = this.paths.get(stream) ?? ''
    this.paths.delete(stream)
    const call: Incoming = { stream, path, message: properAnswer(path), number: this.requests.length }
    this.play(this.scenario.answer(call))
  }
}

/** A client's stream of requests never ends by itself: its first message is what asks. */
function isStream(path = ''): boolean {
  return path.endsWith('/Watch') || path.endsWith('/LeaseKeepAlive')
}

function withoutPriority(type: number, frameFlags: number, payload: Buffer): Buffer {
  return type === types.headers && (frameFlags & flags.priority) !== 0 ? payload.subarray(5) : payload
}
