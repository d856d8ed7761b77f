import { runtime } from '../../runtime/current.ts'
import { TransportFailure } from '../failure.ts'
import type { Route } from './route.ts'
import type { TransportOptions } from './transport-options.ts'
import type { Wire } from './wire.ts'

type Options = Pick<TransportOptions, 'dialLimit' | 'security'>

/** Connects. Rejects with a TransportFailure or with the signal's reason. */
export async function openWire(route: Route, options: Options, signal: AbortSignal): Promise<Wire> {
  const { sockets } = runtime
  if (sockets !== undefined && route.secureHost === undefined && !route.isProxied && route.target.kind === 'tcp') {
    const { dialBun } = await import('./bun-wire.ts')
    const wire = await dialBun(sockets, route.target, options.dialLimit, signal)
    // what fails is tried with node's sockets once more: they know why
    if (wire !== undefined) return wire
  }
  return openNodeWire(route, options, signal)
}

async function openNodeWire(route: Route, options: Options, signal: AbortSignal): Promise<Wire> {
  const { dialSocket, plainWire } = await import('./node-wire.ts')
  const { target, secureHost, tunnel, socks } = route
  const socket = await dialled(route, () => dialSocket(target, options.dialLimit, signal))
  if (socks !== undefined) {
    const { openSocksTunnel } = await import('./socks-tunnel.ts')
    await openSocksTunnel(socket, socks, signal)
  }
  if (secureHost === undefined) return plainWire(socket, target)
  if (tunnel !== undefined) {
    const { openProxyTunnel } = await import('./proxy-tunnel.ts')
    await openProxyTunnel(socket, tunnel, signal)
  }
  const { secureWire } = await import('./tls-wire.ts')
  try {
    return await secureWire(socket, target, await options.security(secureHost), signal)
  } catch (error) {
    socket.destroy()
    throw error
  }
}

/** What keeps a proxy from being reached is told as such. */
async function dialled<T>({ isProxied }: Route, dial: () => Promise<T>): Promise<T> {
  try {
    return await dial()
  } catch (error) {
    if (!isProxied || !(error instanceof TransportFailure)) throw error
    throw new TransportFailure(`proxyconnect tcp: ${error.message}`, { isConnection: error.isConnection })
  }
}
