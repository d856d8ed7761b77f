/** What we use of Bun, the runtime that the executables are compiled with: its own sockets and files are up at once, node's cost it 10 ms. */
export interface BunRuntime {
  readonly stdin: { stream(): ReadableStream<Uint8Array> }
  readonly stdout: BunFile
  readonly stderr: BunFile
  /** Resolves when everything is written, and rejects with an error that has a `code`, as node's do. */
  write(file: BunFile, content: Uint8Array | Blob): Promise<number>
  /** Collects garbage, at once when it is forced. */
  gc(force: boolean): void
  readonly unsafe: {
    /** How much longer than by default code is interpreted before it is compiled: 1 or more. */
    setJITPolicy(scale: number): void
  }
  connect(options: BunTarget & { readonly socket: BunHandlers; readonly tls?: BunTls }): Promise<BunSocket>
}

export interface BunFile {
  readonly size: number
}

export type BunTarget = { readonly unix: string } | { readonly hostname: string; readonly port: number }

export interface BunTls {
  readonly ca: string
  readonly cert?: string
  readonly key?: string
  readonly serverName?: string
  /** OpenSSL's names, separated by colons; TLS 1.3 has its own. */
  readonly ciphers: string
  readonly ecdhCurve: string
  readonly sigalgs: string
  /** Each protocol behind its length. */
  readonly ALPNProtocols: string
  readonly rejectUnauthorized: boolean
}

export interface BunCertificate {
  /** DER. */
  readonly raw?: Buffer
  /** Of a root the root itself. */
  readonly issuerCertificate?: BunCertificate
}

export interface BunSocket {
  /** Over TLS: the chain of the other side leads to a root. */
  readonly authorized?: boolean
  readonly alpnProtocol?: string | false
  /** With the issuers that were found, unless `isAbbreviated`; an empty object for none. */
  getPeerCertificate?(isAbbreviated: boolean): BunCertificate | undefined
  getTLSVersion?(): string
  getCipher?(): { readonly name: string }
  /** Returns how many bytes it took; the rest is to be offered again when it drains. */
  write(bytes: Uint8Array): number
  end(): void
  terminate(): void
}

export interface BunHandlers {
  readonly binaryType: 'uint8array'
  open(socket: BunSocket): void
  /** Over TLS, after `open`. */
  handshake?(socket: BunSocket, isDone: boolean, problem: Error | null): void
  data(socket: BunSocket, bytes: Uint8Array): void
  drain(socket: BunSocket): void
  close(): void
  error(): void
  connectError(): void
}

/** Whether a descriptor is a terminal, under Bun: its `process.stdout`, which knows too, takes 8 ms to make. */
export function bunIsTerminal(descriptor: number): boolean {
  const { binding } = process as { readonly binding?: (name: 'tty_wrap') => { isTTY(descriptor: number): boolean } }
  return binding?.('tty_wrap').isTTY(descriptor) === true
}

/** Undefined under node. */
export function bunRuntime(): BunRuntime | undefined {
  return (globalThis as { readonly Bun?: BunRuntime }).Bun
}
