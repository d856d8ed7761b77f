import { X509Certificate } from 'node:crypto'
import type { Certificate } from '../../client/tls/x509/certificate.ts'
import { signatureCheck } from '../../client/tls/x509/signed-by.ts'
import { quote } from '../../go/quote.ts'

export interface DoubtfulChain {
  readonly leaf: Certificate
  readonly roots: readonly Certificate[]
  readonly intermediates: readonly Certificate[]
  /** What is wrong with the times of a certificate, without `x509: `. */
  readonly timeProblem: (certificate: Certificate) => string | undefined
}

/**
 * Why Go (1.26) finds no chain to a root, without `x509: `: the times of an authority, or that there is none; then it names the
 * first one of the right name that does not vouch for what is below it.
 */
export function authorityWords(parts: DoubtfulChain): string {
  return wordsFor([parts.leaf], parts)
}

/** The last certificate of the chain stands first. */
function wordsFor(chain: readonly [Certificate, ...Certificate[]], parts: DoubtfulChain): string {
  const [child] = chain
  let words: string | undefined
  let hint = ''
  for (const authority of [...parts.roots, ...parts.intermediates]) {
    if (!authority.subject.equals(child.issuer) || chain.some(({ der }) => der.equals(authority.der))) continue
    const problem = signatureProblem(child, authority)
    if (problem !== undefined) {
      hint ||= hintText(problem, authority)
      continue
    }
    words = parts.timeProblem(authority)
    if (words !== undefined) hint ||= hintText(`x509: ${words}`, authority)
    else if (!parts.roots.includes(authority)) words = wordsFor([authority, ...chain], parts)
  }
  return words ?? `certificate signed by unknown authority${hint}`
}

function hintText(problem: string, authority: Certificate): string {
  const name = quote(nameOf(authority))
  return ` (possibly because of ${quote(problem)} while trying to verify candidate authority certificate ${name})`
}

function signatureProblem(child: Certificate, authority: Certificate): string | undefined {
  const { basicConstraints, version, publicKey, maySign } = authority
  if (!(basicConstraints?.isAuthority ?? version < 3) || !maySign) {
    return 'x509: invalid signature: parent certificate cannot sign this kind of certificate'
  }
  if (signatureCheck(X509Certificate)(child, authority)) return undefined
  if (publicKey.kind === 'rsa') return 'crypto/rsa: verification error'
  return publicKey.kind === 'ec' ? 'x509: ECDSA verification failure' : 'x509: Ed25519 verification failure'
}

function nameOf({ der }: Certificate): string {
  const { subject, serialNumber } = new X509Certificate(der)
  const [, name] = /^CN=(.*)$/m.exec(subject) ?? /^O=(.*)$/m.exec(subject) ?? []
  return name ?? `serial:${BigInt(`0x${serialNumber}`)}`
}
