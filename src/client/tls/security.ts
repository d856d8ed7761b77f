import type { Endpoint } from '../connection/endpoints.ts'
import type { TlsFlags } from './tls-flags.ts'
import type { Certificate } from './x509/certificate.ts'

/** What the TLS files hold, checked, as PEM. */
export interface TlsFiles {
  /** The certificate and key of the client. */
  readonly pair: { readonly cert: string; readonly key: string } | undefined
  /** None at all trust nobody; undefined where the runtime's own have to do. */
  readonly ca: readonly string[] | undefined
  /** Those of `--cacert`; undefined for the system's. */
  readonly authorities: readonly Certificate[] | undefined
  /** The roots come from `--cacert`, and any TLS library can use them and the key. */
  readonly isCommon: boolean
}

/** What one TLS handshake needs. */
export interface TlsSecurity {
  readonly files: TlsFiles
  readonly serverName: string
  readonly rejectUnauthorized: boolean
  readonly hasClientCertificate: boolean
  /** A server that agrees on no protocol is refused. */
  readonly needsAlpn: boolean
}

/** What each endpoint needs for its handshake. Only old clients (see `needsAlpn`) trust a server that agrees on no protocol. */
export function securityFor(files: TlsFiles, flags: TlsFlags, needsAlpn = true): (endpoint: Endpoint) => TlsSecurity {
  return (endpoint) => ({
    files,
    serverName: flags.serverName === '' ? endpoint.serverName : flags.serverName,
    rejectUnauthorized: !flags.skipVerify,
    hasClientCertificate: files.pair !== undefined,
    needsAlpn,
  })
}
