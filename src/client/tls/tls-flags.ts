/** TLS as the flags ask for it; paths are empty when not given. */
export interface TlsFlags {
  readonly cacert: string
  readonly cert: string
  readonly key: string
  /** `--insecure-transport=false`: TLS also where the endpoint names no scheme. */
  readonly isForced: boolean
  readonly skipVerify: boolean
  /** A server name to check instead of the endpoint's own host; empty for none. */
  readonly serverName: string
}

/** True when any flag asks for TLS; `--insecure-skip-tls-verify` alone does so since 3.6. */
export function wantsTls(flags: TlsFlags, skipVerifyCounts: boolean): boolean {
  const { cacert, cert, key, isForced, serverName } = flags
  return (
    cacert !== '' ||
    cert !== '' ||
    key !== '' ||
    isForced ||
    serverName !== '' ||
    (skipVerifyCounts && flags.skipVerify)
  )
}
