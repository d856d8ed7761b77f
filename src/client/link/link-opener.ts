import { type BunRuntime, bunRuntime } from '../../runtime/bun-runtime.ts'
import type { Endpoint, ProxyStep } from '../connection/endpoints.ts'
import type { TlsSecurity } from '../tls/security.ts'
import type { OpenLink } from './link.ts'

/** How connections to an endpoint are made in this runtime; plain ones without security. */
export async function linkOpener({ proxy }: Endpoint, security: TlsSecurity | undefined): Promise<OpenLink> {
  const isPlain = security === undefined
  const bun = bunRuntime()
  if (bun !== undefined) return isPlain ? bunLinkOpener(bun, proxy) : bunTlsLinkOpener(bun)
  return isPlain ? (await import('./node-link.ts')).openNodeLink : (await import('./node-tls-link.ts')).openNodeTlsLink
}

async function bunLinkOpener(bun: BunRuntime, proxy: ProxyStep | undefined): Promise<OpenLink> {
  const { openBunLink } = await import('./bun-link.ts')
  const open: OpenLink = (request) => openBunLink(bun, request)
  if (proxy === undefined) return open
  const { openTunnelLink } = await import('../proxy/tunnel-link.ts')
  return (request) => openTunnelLink(open, request, proxy)
}

async function bunTlsLinkOpener(bun: BunRuntime): Promise<OpenLink> {
  const { openBunTlsLink } = await import('./bun-tls-link.ts')
  return (request) => openBunTlsLink(bun, request)
}
