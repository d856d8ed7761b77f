/** A certificate as node and Bun show it; an empty object for none. */
export interface PeerCertificate {
  readonly raw?: Buffer
  /** In node's older form the issuer of a root is the root itself. */
  readonly issuerCertificate?: PeerCertificate | undefined
}

/** A certificate and its issuers. DER. */
export function chainOf(leaf: PeerCertificate | undefined): Buffer[] {
  const chain: Buffer[] = []
  let each = leaf
  while (each?.raw !== undefined) {
    chain.push(each.raw)
    each = each.issuerCertificate === each ? undefined : each.issuerCertificate
  }
  return chain
}
