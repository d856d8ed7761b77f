import { ipVersion } from '../../base/ip-address.ts'

/** The suites of TLS 1.2 that Go's gRPC offers (1.67 and later): all with forward secrecy, none that HTTP/2 forbids. */
export const cipherSuites = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
] as const

/** The curves and signatures that Go offers (1.26), except for those that only one of our TLS libraries knows. */
export const curves = 'X25519:P-256:P-384:P-521'
export const signatures = [
  'rsa_pss_rsae_sha256',
  'ecdsa_secp256r1_sha256',
  'ed25519',
  'rsa_pss_rsae_sha384',
  'rsa_pss_rsae_sha512',
  'rsa_pkcs1_sha256',
  'rsa_pkcs1_sha384',
  'rsa_pkcs1_sha512',
  'ecdsa_secp384r1_sha384',
  'ecdsa_secp521r1_sha512',
].join(':')

/** An address is never sent, nor is the dot at the end of a name, as in Go. */
export function serverNameToSend(serverName: string): string {
  if (ipVersion(serverName) === 4) return ''
  return ipVersion(serverName.replace(/^\[(.+)\]$/, '$1')) === 0 ? serverName.replace(/\.+$/, '') : ''
}
