import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface DelayingProxy {
  /** `127.0.0.1:port` */
  readonly address: string
  close(): void
}

/**
 * A line on which each direction takes `delayMs`, to a port of this machine. What a client sends first is held for a trip there and
 * back more, which is when a connection over such a line would be open. Bytes stay in order, and nothing is joined or cut.
 */
export async function startDelayingProxy(port: number, delayMs: number): Promise<DelayingProxy> {
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): void => {
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
  }
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const openAt = performance.now() + 2 * delayMs
    const target = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    for (const socket of [client, target]) keep(socket)
    pass(client, target, delayMs, openAt)
    pass(target, client, delayMs, 0)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = () => {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}

/** Nothing from `from` leaves before `openAt`. */
function pass(from: Socket, to: Socket, delayMs: number, openAt: number): void {
  const held: { readonly at: number; readonly act: () => void }[] = []
  const release = () => {
    while ((held[0]?.at ?? Number.POSITIVE_INFINITY) <= performance.now()) held.shift()?.act()
    const next = held[0]
    if (next !== undefined) setTimeout(release, Math.max(1, next.at - performance.now()))
  }
  const hold = (act: () => void) => {
    const at = Math.max(performance.now(), openAt) + delayMs
    held.push({ at, act })
    if (held.length === 1) setTimeout(release, at - performance.now())
  }
  from.on('data', (chunk: Buffer) => hold(() => to.writable && to.write(chunk)))
  from.on('end', () => hold(() => to.end()))
  from.on('close', () => hold(() => to.destroy()))
}
