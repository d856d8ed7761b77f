import { X509Certificate } from 'node:crypto'
import type { Certificate } from './certificate.ts'

/** True when the key of `issuer` made the signature of `certificate`. Looks at nothing else. */
export function isSignedBy(certificate: Certificate, issuer: Certificate): boolean {
  try {
    return new X509Certificate(certificate.der).verify(new X509Certificate(issuer.der).publicKey)
  } catch {
    return false
  }
}
