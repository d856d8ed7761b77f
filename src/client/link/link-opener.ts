import { runtime } from '../../runtime/current.ts'
import type { Sockets } from '../../runtime/sockets.ts'
import type { Endpoint, ProxyStep } from '../connection/endpoints.ts'
import type { TlsSecurity } from '../tls/security.ts'
import type { OpenLink } from './link.ts'

/** How connections to an endpoint are made in this runtime; plain ones without security. */
export async function linkOpener({ proxy }: Endpoint, security: TlsSecurity | undefined): Promise<OpenLink> {
  const isPlain = security === undefined
  const { sockets } = runtime
  if (sockets !== undefined) return isPlain ? bunLinkOpener(sockets, proxy) : bunTlsLinkOpener(sockets)
  return isPlain ? (await import('./node-link.ts')).openNodeLink : (await import('./node-tls-link.ts')).openNodeTlsLink
}

async function bunLinkOpener(sockets: Sockets, proxy: ProxyStep | undefined): Promise<OpenLink> {
  const { openBunLink } = await import('./bun-link.ts')
  const open: OpenLink = (request) => openBunLink(sockets, request)
  if (proxy === undefined) return open
  const { openTunnelLink } = await import('../proxy/tunnel-link.ts')
  return (request) => openTunnelLink(open, request, proxy)
}

async function bunTlsLinkOpener(sockets: Sockets): Promise<OpenLink> {
  const { openBunTlsLink } = await import('./bun-tls-link.ts')
  return (request) => openBunTlsLink(sockets, request)
}
