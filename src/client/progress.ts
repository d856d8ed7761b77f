import type { Endpoint } from './endpoints.ts'
import { ipVersion } from './ip-address.ts'

/** The layers of a connection, from the bottom up. */
export type Layer = 'name' | 'TCP' | 'TLS' | 'HTTP2'

/** The layer at which the last attempt to connect to an endpoint is, or ended. */
export interface Progress {
  layer: Layer
}

export function startOf({ address }: Endpoint): Layer {
  return address.kind === 'tcp' && ipVersion(address.host) === 0 ? 'name' : 'TCP'
}

/** What to look at when an endpoint takes connections and says nothing over them. */
export const silentHttp2Check = 'is this the client port of etcd, or is the member frozen?'

const checks: Readonly<Record<Layer, string>> = {
  name: 'check the host name, the DNS server and any firewall on the way',
  TCP: 'check the address and any firewall on the way',
  TLS: 'is this the client port of a TLS etcd?',
  HTTP2: silentHttp2Check,
}

/** What there is to say of an endpoint that has neither answered nor failed yet. */
export function silenceRemark(endpoint: Endpoint, { layer }: Progress): string {
  return `${endpoint.text}: ${layer}: no answer; ${checks[layer]}`
}
