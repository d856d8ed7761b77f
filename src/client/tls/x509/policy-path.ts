import type { Certificate } from './certificate.ts'
import type { Mapping } from './policies.ts'

const any = '551d2000'

/** Policies that still hold, each with those that it is called by in the next certificate. */
type Held = Map<string, readonly string[]>

/**
 * Whether the chain, leaf first and root last, has a policy wherever one of its authorities asks for one (RFC 9618, Go 1.24
 * and later). We ask for none ourselves.
 */
export function arePoliciesMet(chain: readonly Certificate[]): boolean {
  // the root's own do not count
  const path = chain.slice(0, -1).reverse()
  if (path.every(({ policies }) => policies.requireExplicit === undefined && policies.mappings === undefined))
    return true
  const left = { explicit: path.length + 1, mapping: path.length + 1, any: path.length + 1 }
  let held: Held | undefined = new Map([[any, [any]]])
  for (const [at, certificate] of path.entries()) {
    const isLeaf = at === path.length - 1
    const { policies } = certificate
    const isSelfIssued = certificate.issuer.equals(certificate.subject)
    held = heldAfter(held, policies.ids ?? [], left.any > 0 || (!isLeaf && isSelfIssued))
    if (isLeaf) return (left.explicit > 1 && policies.requireExplicit !== 0) || (held !== undefined && held.size > 0)
    if (held !== undefined && !mapPolicies(held, policies.mappings ?? [], left.mapping > 0)) return false
    if (!isSelfIssued) countDown(left)
    left.explicit = Math.min(left.explicit, policies.requireExplicit ?? left.explicit)
    left.mapping = Math.min(left.mapping, policies.inhibitMapping ?? left.mapping)
    left.any = Math.min(left.any, policies.inhibitAny ?? left.any)
  }
  return true
}

function countDown(left: { explicit: number; mapping: number; any: number }): void {
  left.explicit = Math.max(left.explicit - 1, 0)
  left.mapping = Math.max(left.mapping - 1, 0)
  left.any = Math.max(left.any - 1, 0)
}

/** Undefined once a certificate had none. */
function heldAfter(held: Held | undefined, ids: readonly string[], isAnyTaken: boolean): Held | undefined {
  if (held === undefined || ids.length === 0) return undefined
  const expected = new Set([...held.values()].flat())
  const next: Held = new Map()
  for (const id of ids) if (id !== any && (expected.has(id) || held.has(any))) next.set(id, [id])
  if (!ids.includes(any) || !isAnyTaken) return next
  for (const id of expected) if (!next.has(id)) next.set(id, [id])
  return next
}

/** False for a mapping that may not be. */
function mapPolicies(held: Held, mappings: readonly Mapping[], isMapped: boolean): boolean {
  for (const { issuer, subject } of mappings) {
    if (!isMapped) held.delete(issuer)
    else if (issuer === any || subject === any) return false
  }
  if (!isMapped) return true
  for (const issuer of new Set(mappings.map((mapping) => mapping.issuer))) {
    const subjects = mappings.filter((mapping) => mapping.issuer === issuer).map(({ subject }) => subject)
    if (held.has(issuer) || held.has(any)) held.set(issuer, subjects)
  }
  return true
}
