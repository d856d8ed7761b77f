import {
  bitsOf,
  constructedTag,
  contextTag,
  DerReader,
  isShortestInteger,
  MalformedError,
  smallInteger,
  tags,
} from './der.ts'
import { checkDistinguishedName } from './distinguished-name.ts'
import { type Extensions, parseExtensions } from './extensions.ts'
import { type PublicKey, parseAlgorithm, parsePublicKey } from './public-key.ts'
import { type SignatureKind, signatureKind } from './signature.ts'
import { parseTime } from './time.ts'

/** A certificate, as far as trust depends on it. */
export interface Certificate extends Extensions {
  readonly der: Buffer
  readonly version: 1 | 2 | 3
  /** The names as they are encoded, by which certificates find their issuers. */
  readonly issuer: Buffer
  readonly subject: Buffer
  /** Epoch milliseconds. */
  readonly notBefore: number
  readonly notAfter: number
  readonly publicKey: PublicKey
  /** The key as it is encoded. */
  readonly keyInfo: Buffer
  readonly signedWith: SignatureKind
}

/** Throws a MalformedError, in Go's words, for anything that Go (1.26) does not take as one certificate. */
export function parseCertificate(der: Buffer): Certificate {
  const outer = new DerReader(der)
  const parts = outer.readSequence('x509: malformed certificate')
  const body = parts.readSequence('x509: malformed tbs certificate')
  const version = parseVersion(body)
  checkSerial(body)
  const algorithm = body.read(tags.sequence, 'x509: malformed signature algorithm identifier')
  if (!parts.read(tags.sequence, 'x509: malformed algorithm identifier').equals(algorithm)) {
    throw new MalformedError("x509: inner and outer signature algorithm identifiers don't match")
  }
  const signedWith = signatureKind(parseAlgorithm(algorithm))
  const issuer = parseName(body)
  const validity = body.readSequence('x509: malformed validity')
  const notBefore = parseTime(validity)
  const notAfter = parseTime(validity)
  const subject = parseName(body)
  const key = body.readWhole(tags.sequence, 'x509: malformed spki')
  const publicKey = parsePublicKey(key)
  const extensions = parseExtensions(extensionsOf(body, version))
  const signatureProblem = 'x509: malformed signature'
  bitsOf(parts.read(tags.bits, signatureProblem), signatureProblem)
  if (!outer.isEmpty) throw new MalformedError('x509: trailing data')
  return {
    der,
    version,
    issuer,
    subject,
    notBefore,
    notAfter,
    publicKey,
    keyInfo: key.whole,
    signedWith,
    ...extensions,
  }
}

function parseVersion(body: DerReader): 1 | 2 | 3 {
  const problem = 'x509: malformed version'
  const content = body.readOptional(constructedTag(0), problem)
  if (content === undefined) return 1
  const reader = new DerReader(content)
  const number = smallInteger(reader.read(tags.integer, problem))
  if (number === undefined || !reader.isEmpty) throw new MalformedError(problem)
  if (number > 2) throw new MalformedError('x509: invalid version')
  return number === 0 ? 1 : number === 1 ? 2 : 3
}

function checkSerial(body: DerReader): void {
  const problem = 'x509: malformed serial number'
  const serial = body.read(tags.integer, problem)
  if (!isShortestInteger(serial)) throw new MalformedError(problem)
  if ((serial[0] ?? 0) >= 0x80) throw new MalformedError('x509: negative serial number')
}

function parseName(body: DerReader): Buffer {
  const { whole } = body.readWhole(tags.sequence, 'x509: malformed issuer')
  checkDistinguishedName(whole)
  return whole
}

/** Undefined when there are none. */
function extensionsOf(body: DerReader, version: number): DerReader | undefined {
  if (version < 2) return undefined
  body.readOptional(contextTag(1), 'x509: malformed issuerUniqueID')
  body.readOptional(contextTag(2), 'x509: malformed subjectUniqueID')
  if (version < 3) return undefined
  const problem = 'x509: malformed extensions'
  const content = body.readOptional(constructedTag(3), problem)
  return content === undefined ? undefined : new DerReader(content).readSequence(problem)
}

/** The certificate, or nothing for what Go does not take as one. */
export function readableCertificates(der: Buffer): readonly Certificate[] {
  try {
    return [parseCertificate(der)]
  } catch {
    return []
  }
}
