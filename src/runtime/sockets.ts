import type { X509Certificate } from 'node:crypto'

/** Sockets of a runtime that are not node's. */
export interface Sockets {
  /** Rejects, or calls `connectError`, when the connection fails; throws for TLS that it cannot do. */
  connect(options: SocketTarget & { readonly socket: SocketHandlers; readonly tls?: SocketTls }): Promise<RuntimeSocket>
}

export type SocketTarget = { readonly unix: string } | { readonly hostname: string; readonly port: number }

export interface SocketTls {
  readonly ca: string
  readonly cert?: string
  readonly key?: string
  readonly serverName?: string
  /** OpenSSL's names, separated by colons; TLS 1.3 has its own. */
  readonly ciphers: string
  readonly ecdhCurve: string
  readonly sigalgs: string
  /** Each protocol after its length. */
  readonly ALPNProtocols: string
  readonly rejectUnauthorized: boolean
}

export interface SocketCertificate {
  /** DER. */
  readonly raw?: Buffer
  /** For a root it is the root itself. */
  readonly issuerCertificate?: SocketCertificate
}

export interface RuntimeSocket {
  /** Over TLS: the chain of the other side leads to a root. */
  readonly authorized?: boolean
  readonly alpnProtocol?: string | false
  readonly localAddress?: string
  readonly localPort?: number
  readonly remoteAddress?: string
  /** With the issuers that were found, unless `isAbbreviated`; an empty object for none. */
  getPeerCertificate?(isAbbreviated: boolean): SocketCertificate | undefined
  /** The other side's own, of the class that `node:crypto` would load; undefined for none. */
  getPeerX509Certificate?(): X509Certificate | undefined
  getTLSVersion?(): string
  getCipher?(): { readonly name: string }
  /** Returns how many bytes it took; the rest is to be offered again when it drains. */
  write(bytes: Uint8Array): number
  end(): void
  terminate(): void
  /** Nothing is read until it resumes. */
  pause?(): void
  resume?(): void
  /** Whether it keeps the process alive. */
  ref?(): void
  unref?(): void
}

export interface SocketHandlers {
  readonly binaryType: 'uint8array'
  open(socket: RuntimeSocket): void
  /** Over TLS, after `open`. */
  handshake?(socket: RuntimeSocket, isDone: boolean, problem: Error | null): void
  data(socket: RuntimeSocket, bytes: Uint8Array): void
  drain(socket: RuntimeSocket): void
  /** With the error that broke it, if any. */
  close(socket?: RuntimeSocket, error?: Error): void
  error(): void
  connectError(): void
}
