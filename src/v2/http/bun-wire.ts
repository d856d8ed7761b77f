import { BunLink, free } from '../../client/link/bun-link.ts'
import type { RuntimeSocket, SocketHandlers, Sockets } from '../../runtime/sockets.ts'
import { brokenFailure, pathBetween, type SocketTarget, timedOut } from './socket-words.ts'
import type { Wire, WireListener } from './wire.ts'

type TcpTarget = Extract<SocketTarget, { readonly kind: 'tcp' }>

/** Connects with the sockets of Bun; undefined when that fails. Rejects with the signal's reason. */
export function dialBun(
  sockets: Sockets,
  target: TcpTarget,
  limit: number,
  signal: AbortSignal,
): Promise<Wire | undefined> {
  const { host, port } = target
  if (!(Number(port) <= 65535)) return Promise.resolve(undefined)
  return new Promise((resolve, reject) => {
    let wire: BunWire | undefined
    const settle = (finish: () => void): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', aborted)
      finish()
    }
    const failed = (error?: Error): void => {
      if (wire === undefined) settle(() => resolve(undefined))
      else wire.lost(error)
    }
    const aborted = (): void => settle(() => reject(signal.reason))
    const timer = setTimeout(() => settle(() => reject(timedOut(target))), limit)
    const handlers: SocketHandlers = {
      binaryType: 'uint8array',
      open: (socket) => {
        if (signal.aborted) return socket.terminate()
        wire = new BunWire(socket, pathBetween(socket.localAddress, socket.localPort, target, socket.remoteAddress))
        settle(() => resolve(wire))
      },
      data: (_socket, bytes) => wire?.take(bytes),
      drain: () => wire?.drain(),
      close: (_socket, error) => failed(error),
      error: () => failed(),
      connectError: () => failed(),
    }
    if (signal.aborted) return aborted()
    signal.addEventListener('abort', aborted)
    sockets.connect({ hostname: host, port: Number(port), socket: handlers }).catch(() => failed())
  })
}

class BunWire implements Wire {
  listener: WireListener | undefined
  isOpen = true
  private readonly socket: RuntimeSocket
  private readonly link: BunLink
  /** How Go names the connection. */
  private readonly path: string

  constructor(socket: RuntimeSocket, path: string) {
    this.socket = socket
    this.path = path
    this.link = new BunLink(socket)
  }

  hold(isHeld: boolean): void {
    if (isHeld) this.socket.ref?.()
    else this.socket.unref?.()
  }

  write(bytes: Uint8Array): void {
    this.link.write(bytes)
  }

  pause(isPaused: boolean): void {
    if (isPaused) this.socket.pause?.()
    else this.socket.resume?.()
  }

  drain(): void {
    this.link.drain()
  }

  /** Bun uses the memory again. */
  take(bytes: Uint8Array): void {
    if (this.listener === undefined) {
      this.destroy()
      return
    }
    this.listener.take(bytes.slice())
    free(bytes)
  }

  lost(error?: Error): void {
    const { listener } = this
    this.isOpen = false
    this.listener = undefined
    if (error === undefined) listener?.ended()
    else listener?.failed(brokenFailure(error, this.path))
  }

  destroy(): void {
    this.isOpen = false
    this.listener = undefined
    this.link.destroy()
  }
}
