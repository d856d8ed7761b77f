import { ipVersion } from '../../base/ip-address.ts'
import { type CallLimit, isShort, limitText, moreTime } from '../call-limit.ts'
import type { Endpoint } from './endpoints.ts'

/** The layers of a connection, from the bottom up. A proxy's own name and connection are all one. */
export type Layer = 'proxy' | 'name' | 'TCP' | 'TLS' | 'HTTP2'

/** The layer at which the last attempt to connect to an endpoint is, or ended. */
export interface Stage {
  layer: Layer
}

export function startOf({ address, proxy }: Endpoint): Layer {
  if (proxy !== undefined) return 'proxy'
  return address.kind === 'tcp' && ipVersion(address.host) === 0 ? 'name' : 'TCP'
}

/** What to look at when an endpoint takes connections and says nothing over them. */
export const silentHttp2Check = 'is this the client port of etcd, or is the member frozen?'

/** What to look at when nothing comes back at a layer. */
export const checks: Readonly<Record<Layer, string>> = {
  proxy: 'check HTTPS_PROXY, or name the host in NO_PROXY',
  name: 'check the host name, the DNS server and any firewall on the way',
  TCP: 'check the address and any firewall on the way',
  TLS: 'is this the client port of a TLS etcd?',
  HTTP2: silentHttp2Check,
}

/** The line about an endpoint that has neither answered nor failed yet. */
export function silenceRemark(endpoint: Endpoint, { layer }: Stage, limit: CallLimit | undefined): string {
  const cause = layer === 'proxy' ? `the proxy ${endpoint.proxy?.text}: no answer` : 'no answer'
  const start = `${endpoint.text}: ${layer}: ${cause}`
  if (limit === undefined || !isShort(limit)) return `${start}; ${checks[layer]}`
  return `${start} within ${limitText(limit)}; ${moreTime(limit)}`
}
