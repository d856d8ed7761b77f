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

/** What the issuer calls one policy, and what the subject calls it in the certificates that it issues. */
export interface Mapping {
  readonly issuer: string
  readonly subject: string
}

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
