import type { RuntimeSocket, SocketHandlers, Sockets, SocketTarget } from '../../runtime/sockets.ts'
import type { Link, LinkOwner, LinkRequest } from './link.ts'

/** TypeScript knows it from ES2024 on, Node from 21. */
interface Transferable extends ArrayBuffer {
  transfer(length: number): ArrayBuffer
}

/** Smaller pieces may wait for the garbage collector. */
const largeBytes = 16 * 1024

/** Connects without TLS with the sockets of Bun. Throws for an address that is none. */
export function openBunLink(sockets: Sockets, { endpoint, stage, opened, failed }: LinkRequest): () => void {
  let link: BunLink | undefined
  let owner: LinkOwner | undefined
  let isGivenUp = false
  const gone = (): void => (owner === undefined ? failed() : owner.lost())
  const handlers: SocketHandlers = {
    // a Buffer would cost 0.1 ms when the first one is made
    binaryType: 'uint8array',
    open: (socket) => {
      if (isGivenUp) return socket.terminate()
      stage.layer = 'HTTP2'
      link = new BunLink(socket)
      owner = opened(link)
    },
    data: (_socket, bytes) => {
      owner?.take(bytes)
      free(bytes)
    },
    drain: () => link?.drain(),
    close: gone,
    error: gone,
    connectError: gone,
  }
  sockets.connect({ ...targetOf(endpoint), socket: handlers }).catch(gone)
  return () => {
    isGivenUp = true
    link?.destroy()
  }
}

/** Throws for an address that is none. */
export function targetOf({ address }: LinkRequest['endpoint']): SocketTarget {
  if (address.kind === 'unix') return { unix: address.path }
  if (address.kind === 'tcp') return { hostname: address.host, port: Number(address.port) }
  throw new Error(address.reason)
}

/** Gives back the memory of what was taken: by the time that the garbage collector finds it, a long read would have used three times as much. */
export function free(bytes: Uint8Array): void {
  if (bytes.length >= largeBytes) (bytes.buffer as Transferable).transfer(0)
}

export class BunLink implements Link {
  private readonly socket: RuntimeSocket
  /** Bytes that the socket has not taken yet. */
  private readonly queue: Uint8Array[] = []
  private isEnding = false

  constructor(socket: RuntimeSocket) {
    this.socket = socket
  }

  get isIdle(): boolean {
    return this.queue.length === 0
  }

  write(bytes: Uint8Array): void {
    if (this.isEnding) return
    this.queue.push(bytes)
    if (this.queue.length === 1) this.drain()
  }

  drain(): void {
    for (let bytes = this.queue[0]; bytes !== undefined; bytes = this.queue[0]) {
      const taken = this.socket.write(bytes)
      if (taken < bytes.length) {
        this.queue[0] = bytes.subarray(Math.max(taken, 0))
        return
      }
      this.queue.shift()
    }
    if (this.isEnding) this.socket.end()
  }

  end(): void {
    if (this.isEnding) return
    this.isEnding = true
    this.drain()
  }

  destroy(): void {
    this.isEnding = true
    this.queue.length = 0
    this.socket.terminate()
  }
}
