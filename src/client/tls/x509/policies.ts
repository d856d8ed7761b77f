import type { Certificate } from './certificate.ts'
import { contextTag, DerReader, isObjectId, MalformedError, smallInteger, tags } from './der.ts'

/** What a certificate says about policies; object identifiers are in hexadecimal. */
export interface Policies {
  readonly ids?: readonly string[]
  readonly mappings?: readonly Mapping[]
  /** After how many more certificates a policy is needed, none may be mapped, and `any` counts no more. */
  readonly requireExplicit?: number | undefined
  readonly inhibitMapping?: number | undefined
  readonly inhibitAny?: number | undefined
}

interface Mapping {
  readonly issuer: string
  readonly subject: string
}

const any = '551d2000'

/** Throws a MalformedError, in Go's words, as all below. */
export function parsePolicies(value: Buffer): string[] {
  const problem = 'x509: invalid certificate policies'
  const reader = new DerReader(value).readSequence(problem)
  const ids: string[] = []
  while (!reader.isEmpty) ids.push(readId(reader.readSequence(problem), problem))
  if (new Set(ids).size < ids.length) throw new MalformedError(problem)
  return ids
}

export function parseMappings(value: Buffer): Mapping[] {
  const problem = 'x509: invalid policy mappings extension'
  const reader = new DerReader(value).readSequence(problem)
  const mappings: Mapping[] = []
  while (!reader.isEmpty) {
    const pair = reader.readSequence(problem)
    const [issuer, subject] = [pair.read(tags.objectId, problem), pair.read(tags.objectId, problem)]
    mappings.push({ issuer: issuer.toString('hex'), subject: subject.toString('hex') })
  }
  return mappings
}

export function parsePolicyConstraints(value: Buffer): Pick<Policies, 'requireExplicit' | 'inhibitMapping'> {
  const problem = 'x509: invalid policy constraints extension'
  const reader = new DerReader(value).readSequence(problem)
  return {
    requireExplicit: skipOf(reader.readOptional(contextTag(0), problem), problem),
    inhibitMapping: skipOf(reader.readOptional(contextTag(1), problem), problem),
  }
}

/** A number of certificates to skip. */
export function parseSkip(value: Buffer, problem: string): number | undefined {
  return skipOf(new DerReader(value).read(tags.integer, problem), problem)
}

function skipOf(content: Buffer | undefined, problem: string): number | undefined {
  const number = content === undefined ? undefined : smallInteger(content)
  if (content !== undefined && number === undefined) throw new MalformedError(problem)
  return number
}

function readId(reader: DerReader, problem: string): string {
  const content = reader.read(tags.objectId, problem)
  if (!isObjectId(content)) throw new MalformedError(problem)
  return content.toString('hex')
}

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
