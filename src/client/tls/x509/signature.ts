import { constructedTag, DerReader, smallInteger, tags } from './der.ts'
import { type Algorithm, parseAlgorithm } from './public-key.ts'

/** How a certificate is signed: with which kind of key, or why that proves nothing. */
export type SignatureKind = 'rsa' | 'ec' | 'ed25519' | 'MD5' | 'SHA-1' | 'unknown'

const kinds: Readonly<Record<string, SignatureKind>> = {
  '1.2.840.113549.1.1.4': 'MD5',
  '1.2.840.113549.1.1.5': 'SHA-1',
  '1.3.14.3.2.29': 'SHA-1',
  '1.2.840.10045.4.1': 'SHA-1',
  '1.2.840.113549.1.1.11': 'rsa',
  '1.2.840.113549.1.1.12': 'rsa',
  '1.2.840.113549.1.1.13': 'rsa',
  '1.2.840.10045.4.3.2': 'ec',
  '1.2.840.10045.4.3.3': 'ec',
  '1.2.840.10045.4.3.4': 'ec',
}

const pss = '1.2.840.113549.1.1.10'
const maskGeneration = '1.2.840.113549.1.1.8'
const ed25519 = '1.3.101.112'

/** Lengths of the salts in bytes, by hash. */
const saltLengths: Readonly<Record<string, number>> = {
  '2.16.840.1.101.3.4.2.1': 32,
  '2.16.840.1.101.3.4.2.2': 48,
  '2.16.840.1.101.3.4.2.3': 64,
}

/** What Go makes of a signature's algorithm (1.18 and later: no SHA-1). */
export function signatureKind({ id, parameters }: Algorithm): SignatureKind {
  if (id === ed25519) return parameters.length === 0 ? 'ed25519' : 'unknown'
  if (id === pss) return isUsualPss(parameters) ? 'rsa' : 'unknown'
  return kinds[id] ?? 'unknown'
}

/** One hash for message and mask, and a salt of its length: Go takes no other PSS. */
function isUsualPss(parameters: Buffer): boolean {
  try {
    const reader = new DerReader(parameters).readSequence('')
    const hash = nested(reader, 0)
    const mask = nested(reader, 1)
    const salt = smallInteger(new DerReader(reader.read(constructedTag(2), '')).read(tags.integer, ''))
    const maskHash = parseAlgorithm(new DerReader(mask.parameters).read(tags.sequence, ''))
    if (mask.id !== maskGeneration || maskHash.id !== hash.id || !hasNoParameters(hash) || !hasNoParameters(maskHash)) {
      return false
    }
    return salt === saltLengths[hash.id] && reader.isEmpty
  } catch {
    return false
  }
}

function nested(reader: DerReader, number: number): Algorithm {
  return parseAlgorithm(new DerReader(reader.read(constructedTag(number), '')).read(tags.sequence, ''))
}

function hasNoParameters({ parameters }: Algorithm): boolean {
  return parameters.length === 0 || parameters.equals(Buffer.of(5, 0))
}
