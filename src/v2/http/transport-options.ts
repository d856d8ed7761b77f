import type { TlsSecurity } from '../../client/tls/security.ts'
import type { RouteEnvironment } from './route.ts'

export interface TransportOptions {
  readonly env: RouteEnvironment
  /** Milliseconds. */
  readonly dialLimit: number
  /** Whom a server over TLS has to be; asked for when the first one is dialled. */
  readonly security: (host: string) => Promise<TlsSecurity>
}
