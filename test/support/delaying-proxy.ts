import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface DelayingProxyOptions {
  /** Where all connections lead, on this machine. */
  readonly port: number
  /** How long each piece of either direction is on its way. */
  readonly delayMs: number
  /** The path of a unix socket to listen at, in place of a free port. */
  readonly path?: string
  /** The connection itself takes a round trip as well, as on a real line. */
  readonly isFar?: boolean
}

/** What went over one connection until the client closed it. */
export interface LineUse {
  /** Bytes from the client. */
  readonly sent: number
  /** Bytes to the client. */
  readonly received: number
  /**
   * Round trips behind that of the connection itself: how often something came that the server had sent because of what the client had sent
   * because of what came before. Never too few; too many when a side was slower than the delay and answered two things together.
   */
  readonly trips: number
}

export interface DelayingProxy {
  readonly port: number
  /** In the order in which they came. */
  readonly lines: readonly LineUse[]
  close(): Promise<void>
}

/** Starts a proxy on whose way every byte takes a while, in both directions; order and throughput stay. */
export async function startDelayingProxy(options: DelayingProxyOptions): Promise<DelayingProxy> {
  const lines: Line[] = []
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => lines.push(new Line(client, options)))
  if (options.path === undefined) server.listen(0, '127.0.0.1')
  else server.listen(options.path)
  await once(server, 'listening')
  const address = server.address() as AddressInfo | string
  return {
    port: typeof address === 'string' ? 0 : address.port,
    lines,
    close: async () => {
      for (const line of lines) line.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

class Line implements LineUse {
  sent = 0
  received = 0
  trips = 0
  private readonly client: Socket
  private readonly server: Socket
  private readonly delayMs: number
  /** How many trips are behind what has arrived at the server. */
  private tripsAtServer = 0
  /** How many are behind what has arrived at the client. */
  private tripsAtClient = 0
  private hasLeft = false

  constructor(client: Socket, { port, delayMs, isFar = false }: DelayingProxyOptions) {
    this.client = client
    this.delayMs = delayMs
    this.server = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
    for (const socket of [client, this.server]) socket.on('error', () => this.destroy())
    void this.carryUp(isFar ? 2 * delayMs : 0)
    this.carryDown()
  }

  /** What the client sends reaches the server this much later, after everything that was sent before. */
  private async carryUp(connectingMs: number): Promise<void> {
    const { client, server, delayMs } = this
    const leave = (): void => {
      this.hasLeft = true
      setTimeout(() => server.end(), delayMs)
    }
    if (connectingMs > 0) await sleep(connectingMs)
    client.on('data', (bytes) => {
      const trips = this.tripsAtClient + 1
      this.sent += bytes.length
      setTimeout(() => {
        this.tripsAtServer = Math.max(this.tripsAtServer, trips)
        server.write(bytes)
      }, delayMs)
    })
    client.once('end', leave)
    client.once('close', leave)
  }

  private carryDown(): void {
    const { client, server, delayMs } = this
    server.on('data', (bytes) => {
      const trips = this.tripsAtServer
      setTimeout(() => {
        if (this.hasLeft) return
        this.received += bytes.length
        this.trips = Math.max(this.trips, trips)
        this.tripsAtClient = this.trips
        client.write(bytes)
      }, delayMs)
    })
    server.once('end', () => setTimeout(() => client.end(), delayMs))
    server.once('close', () => setTimeout(() => client.destroy(), delayMs))
  }

  destroy(): void {
    this.hasLeft = true
    this.client.destroy()
    this.server.destroy()
  }
}
