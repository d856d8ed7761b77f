import { type AlternativeNames, parseAlternativeNames } from './alternative-names.ts'
import { checkAuthorityInfo, checkDistributionPoints, checkKeyId } from './checked-extensions.ts'
import { bitsOf, booleanOf, DerReader, MalformedError, objectIdText, smallInteger, tags } from './der.ts'
import { type NameConstraints, parseNameConstraints } from './name-constraints.ts'
import { type Policies, parseMappings, parsePolicies, parsePolicyConstraints, parseSkip } from './policies.ts'

/** What the extensions of a certificate say, as far as Go (1.26) looks at it. */
export interface Extensions {
  /** False when a list of usages leaves out the signing of certificates. */
  readonly maySign: boolean
  readonly basicConstraints: BasicConstraints | undefined
  readonly alternativeNames: AlternativeNames | undefined
  readonly nameConstraints: NameConstraints | undefined
  /** Object identifiers of extended key usages; empty for any usage. */
  readonly usages: readonly string[]
  readonly policies: Policies
  /** One that must be understood is not. */
  readonly hasUnknownCritical: boolean
}

export interface BasicConstraints {
  readonly isAuthority: boolean
  /** How many intermediates may stand between it and the leaf; undefined for any number. */
  readonly longestPath: number | undefined
}

interface Extension {
  readonly id: string
  readonly isCritical: boolean
  readonly value: Buffer
}

/** What the extensions read so far have said. */
type Draft = { -readonly [Field in keyof Extensions]: Extensions[Field] }

/** Throws a MalformedError, in Go's words. */
export function parseExtensions(list: DerReader | undefined): Extensions {
  const draft: Draft = {
    maySign: true,
    basicConstraints: undefined,
    alternativeNames: undefined,
    nameConstraints: undefined,
    usages: [],
    policies: {},
    hasUnknownCritical: false,
  }
  for (const extension of list === undefined ? [] : extensionsIn(list)) {
    const isHandled = handlers[extension.id]?.(extension, draft) ?? false
    if (extension.isCritical && !isHandled) draft.hasUnknownCritical = true
  }
  return draft
}

function extensionsIn(list: DerReader): Extension[] {
  const found: Extension[] = []
  while (!list.isEmpty) {
    const extension = parseExtension(list.readSequence('x509: malformed extension'))
    if (found.some(({ id }) => id === extension.id)) {
      throw new MalformedError(`x509: certificate contains duplicate extension with OID "${extension.id}"`)
    }
    found.push(extension)
  }
  return found
}

function parseExtension(reader: DerReader): Extension {
  const idProblem = 'x509: malformed extension OID field'
  const id = objectIdText(reader.read(tags.objectId, idProblem), idProblem)
  const criticalProblem = 'x509: malformed extension critical field'
  const critical = reader.readOptional(tags.boolean, criticalProblem)
  const isCritical = critical !== undefined && booleanOf(critical, criticalProblem)
  return { id, isCritical, value: reader.read(tags.octets, 'x509: malformed extension value field') }
}

/** Each returns whether it has understood all of the extension. */
const handlers: Readonly<Record<string, (extension: Extension, draft: Draft) => boolean>> = {
  '2.5.29.14': checkKeyId('subject key identifier', tags.octets),
  '2.5.29.15': ({ value }, draft) => {
    draft.maySign = maySign(value)
    return true
  },
  '2.5.29.17': ({ value }, draft) => {
    const names = parseAlternativeNames(value)
    draft.alternativeNames = names
    return names.dns.length + names.addresses.length + names.emails.length + names.uris.length > 0
  },
  '2.5.29.19': ({ value }, draft) => {
    draft.basicConstraints = parseBasicConstraints(value)
    return true
  },
  '2.5.29.30': ({ value }, draft) => {
    draft.nameConstraints = parseNameConstraints(value)
    return !draft.nameConstraints.hasUnknown
  },
  '2.5.29.31': ({ value }) => checkDistributionPoints(value),
  '2.5.29.32': ({ value }, draft) => {
    draft.policies = { ...draft.policies, ids: parsePolicies(value) }
    return true
  },
  '2.5.29.33': ({ value }, draft) => {
    draft.policies = { ...draft.policies, mappings: parseMappings(value) }
    return true
  },
  '2.5.29.35': checkKeyId('authority key identifier', tags.sequence),
  '2.5.29.36': ({ value }, draft) => {
    draft.policies = { ...draft.policies, ...parsePolicyConstraints(value) }
    return true
  },
  '2.5.29.37': ({ value }, draft) => {
    draft.usages = parseUsages(value)
    return true
  },
  '2.5.29.54': ({ value }, draft) => {
    draft.policies = { ...draft.policies, inhibitAny: parseSkip(value, 'x509: invalid inhibit any policy extension') }
    return true
  },
  '1.3.6.1.5.5.7.1.1': checkAuthorityInfo,
}

const signsCertificates = 0b0000_0100

/** A usage that names nothing forbids nothing. */
function maySign(value: Buffer): boolean {
  const problem = 'x509: invalid key usage'
  const bits = bitsOf(new DerReader(value).read(tags.bits, problem), problem)
  const first = bits[0] ?? 0
  return (first === 0 && ((bits[1] ?? 0) & 0x80) === 0) || (first & signsCertificates) !== 0
}

function parseBasicConstraints(value: Buffer): BasicConstraints {
  const problem = 'x509: invalid basic constraints'
  const reader = new DerReader(value).readSequence(problem)
  const authority = reader.readOptional(tags.boolean, problem)
  const length = reader.readOptional(tags.integer, problem)
  const longestPath = length === undefined ? undefined : smallInteger(length)
  if (length !== undefined && longestPath === undefined) throw new MalformedError(problem)
  return { isAuthority: authority !== undefined && booleanOf(authority, problem), longestPath }
}

function parseUsages(value: Buffer): string[] {
  const problem = 'x509: invalid extended key usages'
  const reader = new DerReader(value).readSequence(problem)
  const usages: string[] = []
  while (!reader.isEmpty) usages.push(objectIdText(reader.read(tags.objectId, problem), problem))
  return usages
}
