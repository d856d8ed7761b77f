import { X509Certificate } from 'node:crypto'
import { type Certificate, parseCertificate, readableCertificates } from '../../client/tls/x509/certificate.ts'
import { chainProblem } from '../../client/tls/x509/chain.ts'
import { MalformedError } from '../../client/tls/x509/der.ts'
import { canonicalAddress, isNamed } from '../../client/tls/x509/server-name.ts'
import { signatureCheck } from '../../client/tls/x509/signed-by.ts'
import { authorityWords } from './authority-words.ts'

export interface RefusedServer {
  /** DER; its own first. */
  readonly sent: readonly Buffer[]
  readonly roots: readonly Certificate[]
  readonly serverName: string
}

const frame = 'tls: failed to verify certificate: x509: '

/** Why Go (1.26) refuses the certificate of a server that is refused anyway. */
export function refusalWords({ sent, roots, serverName }: RefusedServer): string {
  const [leaf, ...intermediates] = sent.flatMap(readableCertificates)
  if (leaf === undefined) return malformedWords(sent)
  const now = Date.now()
  const own = timeWords(leaf, now)
  if (own !== undefined) return frame + own
  if (!isNamed(serverName, leaf.alternativeNames)) return frame + nameWords(leaf, serverName)
  const problem = chainProblem({ leaf, intermediates, roots, now, isSignedBy: signatureCheck(X509Certificate) })
  if (problem === 'usage') return `${frame}certificate specifies an incompatible key usage`
  if (problem === 'extension') return `${frame}unhandled critical extension`
  const timeProblem = (authority: Certificate): string | undefined => timeWords(authority, now)
  return frame + authorityWords({ leaf, roots, intermediates, timeProblem })
}

function malformedWords([der]: readonly Buffer[]): string {
  if (der === undefined) return 'tls: no certificates from server'
  try {
    parseCertificate(der)
    return `${frame}certificate signed by unknown authority`
  } catch (error) {
    const problem = error instanceof MalformedError ? error.message : 'x509: malformed certificate'
    return `tls: failed to parse certificate from server: ${problem}`
  }
}

function timeWords({ notBefore, notAfter }: Certificate, now: number): string | undefined {
  const current = `current time ${timeText(now)}`
  if (now < notBefore) return `certificate has expired or is not yet valid: ${current} is before ${timeText(notBefore)}`
  if (now > notAfter) return `certificate has expired or is not yet valid: ${current} is after ${timeText(notAfter)}`
  return undefined
}

/** RFC 3339 in whole seconds. */
function timeText(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+/, '')
}

function nameWords({ alternativeNames }: Certificate, serverName: string): string {
  const host = serverName.replace(/^\[(.+)\]$/s, '$1')
  const dns = alternativeNames?.dns ?? []
  const addresses = alternativeNames?.addresses ?? []
  if (canonicalAddress(host) !== undefined) {
    if (addresses.length === 0) return `cannot validate certificate for ${host} because it doesn't contain any IP SANs`
    return `certificate is valid for ${addresses.map(addressText).join(', ')}, not ${host}`
  }
  if (dns.length === 0) return `certificate is not valid for any names, but wanted to match ${host}`
  return `certificate is valid for ${dns.join(', ')}, not ${host}`
}

function addressText(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.')
  const groups = bytes.toString('hex').match(/.{4}/g) ?? []
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
}
