import { pemBlocks } from './pem.ts'
import type { TlsFiles, TlsSecurity } from './security.ts'
import { cipherSuites } from './tls-offer.ts'
import { type Certificate, parseCertificate, readableCertificates } from './x509/certificate.ts'
import { type ChainProblem, chainProblem } from './x509/chain.ts'
import { MalformedError } from './x509/der.ts'
import { smallestRsaKey } from './x509/public-key.ts'
import { isNamed } from './x509/server-name.ts'
import type { SignatureCheck } from './x509/signed-by.ts'

/** Why a server is not trusted though the TLS library accepted it: waiting cannot help. */
export class ServerRefusal extends Error {
  /** What the operator should look at. */
  readonly check: string

  constructor(cause: string, check: string) {
    super(cause)
    this.check = check
  }
}

/** What a finished handshake has shown of the server. */
export interface ShakenServer {
  /** Its certificate and those that it sent after it. DER. */
  readonly sent: readonly Buffer[]
  /** The root that the TLS library found, if any: it has to do where only that library knows the roots. */
  readonly trustedRoot: () => readonly Buffer[]
  readonly version: string
  /** As OpenSSL names it. */
  readonly cipher: string
  readonly protocol: string
  /** By the TLS library. */
  readonly isSignedBy: SignatureCheck
}

/** Go's limit for the keys of servers, in bits (1.20.7 and later). */
const largestRsaKey = 8192

/**
 * Throws a ServerRefusal for a server that Go would not trust. It adds to what the TLS library has verified and replaces
 * nothing of it; without verification of the certificate what is left is what Go checks nevertheless.
 */
export function checkServer(server: ShakenServer, security: TlsSecurity): void {
  checkHandshake(server, security)
  const { authorities } = security.files
  const [leaf, ...intermediates] = server.sent.map((der) => known(der, authorities) ?? parsed(der))
  if (leaf === undefined) throw new ServerRefusal('the server has no certificate', 'check the TLS files of the server')
  checkKeys(leaf, [leaf, ...intermediates])
  if (!security.rejectUnauthorized) return
  const misnamed = nameProblem(security.serverName, leaf)
  if (misnamed !== undefined) throw misnamed
  const roots = security.files.authorities ?? systemRoots(security.files, server)
  const problem = chainProblem({ leaf, intermediates, roots, now: Date.now(), isSignedBy: server.isSignedBy })
  if (problem !== undefined) throw new ServerRefusal(...remarks[problem])
}

/** Among a hundred roots those that could be meant and that Go can read. */
function systemRoots({ ca }: TlsFiles, { sent, trustedRoot }: ShakenServer): Certificate[] {
  const issuers = sent.map((der) => parsed(der).issuer)
  const roots = ca?.flatMap((text) => pemBlocks(Buffer.from(text, 'latin1'))).map(({ der }) => der)
  return (roots ?? trustedRoot())
    .filter((der) => issuers.some((issuer) => der.includes(issuer)))
    .flatMap(readableCertificates)
}

/** Undefined for a certificate that is for the name. */
export function nameProblem(name: string, { alternativeNames }: Certificate): ServerRefusal | undefined {
  if (name === '')
    return new ServerRefusal('the endpoint has no host to look for in a certificate', 'write it as https://host:port')
  if (isNamed(name, alternativeNames)) return undefined
  return new ServerRefusal(`the server's certificate is not for ${name}`, 'check the endpoint name and the SANs')
}

function checkHandshake({ version, cipher, protocol }: ShakenServer, { needsAlpn }: TlsSecurity): void {
  if (version !== 'TLSv1.3' && version !== 'TLSv1.2') {
    throw new ServerRefusal('the server speaks no TLS 1.2 or newer', 'check the versions that the server allows')
  }
  if (version === 'TLSv1.2' && !cipherSuites.some((suite) => suite === cipher)) {
    throw new ServerRefusal(`the server chose the cipher suite ${cipher}`, 'give it one with ECDHE and GCM')
  }
  if (protocol !== 'h2' && (protocol !== '' || needsAlpn)) {
    throw new ServerRefusal('the server does not agree on HTTP/2 (ALPN)', 'is this the client port of etcd?')
  }
}

/** A certificate of ours is not parsed again. */
function known(der: Buffer, authorities: readonly Certificate[] | undefined): Certificate | undefined {
  return authorities?.find((authority) => authority.der.equals(der))
}

function parsed(der: Buffer): Certificate {
  try {
    return parseCertificate(der)
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error
    throw new ServerRefusal(`the server's certificate is malformed (${error.message})`, 'issue a new one')
  }
}

function checkKeys(leaf: Certificate, chain: readonly Certificate[]): void {
  const { kind, bits } = leaf.publicKey
  if (kind === 'other' || (kind === 'ec' && bits < 256)) {
    throw new ServerRefusal("the server's certificate has an unsupported type of public key", 'issue a new one')
  }
  for (const { publicKey } of chain) {
    if (publicKey.kind !== 'rsa' || (publicKey.bits >= smallestRsaKey && publicKey.bits <= largestRsaKey)) continue
    throw new ServerRefusal(`a certificate of the server has an RSA key of ${publicKey.bits} bits`, 'issue a new one')
  }
}

const remarks: Readonly<Record<ChainProblem, readonly [cause: string, check: string]>> = {
  authority: ["the server's certificate is signed by an unknown authority", 'check --cacert'],
  expired: ["the server's certificate has expired", 'renew it, or check the clock'],
  early: ["the server's certificate is not valid yet", 'check the clock'],
  usage: ["the server's certificate is not made for a server", 'check its extended key usage'],
  signature: ["the server's certificate is signed with an algorithm that proves nothing any more", 'issue a new one'],
  'no authority': ["the server's certificate is signed by one that is no authority", 'check its basic constraints'],
  'path length': ["an authority of the server's certificate stands too far above it", 'check the path length'],
  names: ["an authority of the server's certificate may not vouch for its names", 'check the name constraints'],
  policies: ["the server's certificate lacks a policy that its authority asks for", 'check its policies'],
  extension: ["the server's certificate has a critical extension of an unknown type", 'check its extensions'],
}
