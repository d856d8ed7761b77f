import type { Certificate } from './certificate.ts'
import { areAllowed } from './name-constraints.ts'
import { arePoliciesMet } from './policy-path.ts'
import { smallestRsaKey } from './public-key.ts'
import type { SignatureCheck } from './signed-by.ts'

/** What keeps a chain from being trusted. */
export type ChainProblem =
  | 'authority'
  | 'expired'
  | 'early'
  | 'usage'
  | 'signature'
  | 'no authority'
  | 'path length'
  | 'names'
  | 'policies'
  | 'extension'

/** The certificates that a chain may be made of; roots end it. */
export interface ChainParts {
  readonly leaf: Certificate
  readonly intermediates: readonly Certificate[]
  readonly roots: readonly Certificate[]
  /** Epoch milliseconds. */
  readonly now: number
  readonly isSignedBy: SignatureCheck
}

/** Go gives up there. */
const mostSignatures = 100

/**
 * Undefined when a chain leads from the leaf to a root by Go's rules (1.26), else the first problem on the way. Names of the
 * host are not looked at.
 */
export function chainProblem(parts: ChainParts): ChainProblem | undefined {
  const { leaf, roots, now } = parts
  const problem = ownProblem(leaf, now)
  if (problem !== undefined) return problem
  if (roots.some(({ der }) => der.equals(leaf.der))) return wholeProblem([leaf])
  const search = new Search(parts)
  return search.isTrusted([leaf]) ? undefined : (search.problem ?? 'authority')
}

class Search {
  /** The first one met. */
  problem: ChainProblem | undefined
  private readonly parts: ChainParts
  private signatures = 0

  constructor(parts: ChainParts) {
    this.parts = parts
  }

  isTrusted(chain: readonly [Certificate, ...Certificate[]]): boolean {
    const { intermediates, roots } = this.parts
    return (
      roots.some((root) => this.mayFollow(root, chain, true) && this.isWhole([...chain, root])) ||
      intermediates.some((each) => this.mayFollow(each, chain, false) && this.isTrusted([...chain, each]))
    )
  }

  private mayFollow(issuer: Certificate, chain: readonly [Certificate, ...Certificate[]], isRoot: boolean): boolean {
    const child = chain[chain.length - 1] ?? chain[0]
    if (!child.issuer.equals(issuer.subject) || chain.some((each) => isSameSubject(each, issuer))) return false
    return !this.note(
      issuerProblem(issuer, child, chain.length - 1, isRoot) ??
        this.signatureProblem(child, issuer) ??
        ownProblem(issuer, this.parts.now),
    )
  }

  private signatureProblem(child: Certificate, issuer: Certificate): ChainProblem | undefined {
    const isSigned = ++this.signatures <= mostSignatures && this.parts.isSignedBy(child, issuer)
    return isSigned ? undefined : 'authority'
  }

  private isWhole(chain: readonly [Certificate, ...Certificate[]]): boolean {
    return !this.note(wholeProblem(chain))
  }

  private note(problem: ChainProblem | undefined): boolean {
    this.problem ??= problem
    return problem !== undefined
  }
}

/** Names and keys that come round again would make a loop. */
function isSameSubject(a: Certificate, b: Certificate): boolean {
  return a.subject.equals(b.subject) && a.keyInfo.equals(b.keyInfo)
}

function ownProblem({ hasUnknownCritical, notBefore, notAfter }: Certificate, now: number): ChainProblem | undefined {
  if (hasUnknownCritical) return 'extension'
  if (now < notBefore) return 'early'
  return now > notAfter ? 'expired' : undefined
}

/** Whether a certificate may sign another at all; `intermediates` is how many stand between it and the leaf. */
function issuerProblem(
  { version, basicConstraints, maySign, publicKey }: Certificate,
  { signedWith }: Certificate,
  intermediates: number,
  isRoot: boolean,
): ChainProblem | undefined {
  // a root of version 1 cannot say that it is an authority
  const isAuthority = basicConstraints?.isAuthority ?? (isRoot && version < 3)
  if (!isAuthority || !maySign) return 'no authority'
  if (signedWith !== publicKey.kind) return 'signature'
  if (publicKey.kind === 'rsa' && publicKey.bits < smallestRsaKey) return 'signature'
  const { longestPath } = basicConstraints ?? {}
  return longestPath !== undefined && intermediates > longestPath ? 'path length' : undefined
}

/** What only a whole chain shows. */
function wholeProblem(chain: readonly [Certificate, ...Certificate[]]): ChainProblem | undefined {
  if (!arePoliciesMet(chain)) return 'policies'
  if (!chain.every(isForServers)) return 'usage'
  const isConstrained = chain.every(({ alternativeNames }, at) => {
    if (alternativeNames === undefined) return true
    return chain
      .slice(at + 1)
      .every(({ nameConstraints }) => nameConstraints === undefined || areAllowed(alternativeNames, nameConstraints))
  })
  return isConstrained ? undefined : 'names'
}

const serverUsages = ['1.3.6.1.5.5.7.3.1', '2.5.29.37.0']

/** No list of usages is for any. */
function isForServers({ usages }: Certificate): boolean {
  return usages.length === 0 || usages.some((usage) => serverUsages.includes(usage))
}
