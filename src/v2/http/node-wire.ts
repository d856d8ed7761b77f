import net from 'node:net'
import type { Duplex } from 'node:stream'
import { badPort, brokenFailure, dialFailure, pathBetween, type SocketTarget, timedOut } from './socket-words.ts'
import type { Wire, WireListener } from './wire.ts'

/** Connects with node's sockets. Rejects with a TransportFailure, or with the signal's reason. */
export async function dialSocket(target: SocketTarget, timeoutMs: number, signal: AbortSignal): Promise<net.Socket> {
  if (target.kind === 'tcp' && !(Number(target.port) <= 65535)) throw badPort(target.port)
  signal.throwIfAborted()
  const socket = target.kind === 'unix' ? net.connect({ path: target.path }) : connectTcp(target)
  try {
    await connected(socket, target, timeoutMs, signal)
    return socket
  } catch (error) {
    socket.destroy()
    throw error
  }
}

function connectTcp({ host, port }: { readonly host: string; readonly port: string }): net.Socket {
  return net.connect({ host, port: Number(port), noDelay: true })
}

function connected(socket: net.Socket, target: SocketTarget, timeoutMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(() => reject(timedOut(target))), timeoutMs)
    const aborted = (): void => settle(() => reject(signal.reason))
    const failed = (error: Error): void => settle(() => dialFailure(error, target).then(reject, reject))
    const opened = (): void => settle(resolve)
    const settle = (finish: () => void): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', aborted)
      socket.off('connect', opened)
      socket.off('error', failed)
      // what is told later is of no interest
      socket.on('error', () => {})
      finish()
    }
    signal.addEventListener('abort', aborted)
    socket.once('connect', opened)
    socket.once('error', failed)
  })
}

export function pathOf(socket: net.Socket, target: SocketTarget): string {
  return pathBetween(socket.localAddress, socket.localPort, target, socket.remoteAddress)
}

/** A socket, with TLS or without, as a wire. */
export class NodeWire implements Wire {
  listener: WireListener | undefined
  isOpen = true
  private readonly stream: Duplex
  private readonly socket: net.Socket

  constructor(stream: Duplex, socket: net.Socket, failureOf: (error: Error) => ReturnType<typeof brokenFailure>) {
    this.stream = stream
    this.socket = socket
    stream.on('data', (bytes: Uint8Array) => this.take(bytes))
    stream.on('end', () => this.close((listener) => listener.ended()))
    stream.on('error', (error: Error) => this.close((listener) => listener.failed(failureOf(error))))
    stream.on('close', () => this.close((listener) => listener.ended()))
  }

  write(bytes: Uint8Array): void {
    this.stream.write(bytes)
  }

  destroy(): void {
    this.isOpen = false
    this.listener = undefined
    this.stream.destroy()
    this.socket.destroy()
  }

  hold(isHeld: boolean): void {
    if (isHeld) this.socket.ref()
    else this.socket.unref()
  }

  pause(isPaused: boolean): void {
    if (isPaused) this.stream.pause()
    else this.stream.resume()
  }

  /** What comes unasked for makes the wire useless. */
  private take(bytes: Uint8Array): void {
    if (this.listener === undefined) this.destroy()
    else this.listener.take(bytes)
  }

  private close(tell: (listener: WireListener) => void): void {
    const { listener } = this
    this.destroy()
    if (listener !== undefined) tell(listener)
  }
}

export function plainWire(socket: net.Socket, target: SocketTarget): Wire {
  const path = pathOf(socket, target)
  return new NodeWire(socket, socket, (error) => brokenFailure(error, path))
}
