/** A certificate as node and Bun show it; an empty object for none. */
export interface PeerCertificate {
  readonly raw?: Buffer
  /** Of a root the root itself. */
  readonly issuerCertificate?: PeerCertificate
}

/** A server's certificate and those of its issuers, as far as the TLS library has found them. DER. */
export function chainOf(leaf: PeerCertificate | undefined): Buffer[] {
  const chain: Buffer[] = []
  let each = leaf
  while (each?.raw !== undefined) {
    chain.push(each.raw)
    each = each.issuerCertificate === each ? undefined : each.issuerCertificate
  }
  return chain
}
