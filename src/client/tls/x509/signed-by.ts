import type { X509Certificate } from 'node:crypto'
import type { Certificate } from './certificate.ts'

/** True when the key of `issuer` made the signature of `certificate`. Looks at nothing else. */
export type SignatureCheck = (certificate: Certificate, issuer: Certificate) => boolean

/** Checks signatures with the class of a TLS library; it is handed in, as node's takes 3 ms to load in the executables. */
export function signatureCheck(library: typeof X509Certificate): SignatureCheck {
  return (certificate, issuer) => {
    try {
      return new library(certificate.der).verify(new library(issuer.der).publicKey)
    } catch {
      return false
    }
  }
}
