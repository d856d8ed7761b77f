import { type Curve, curves, isOnCurve } from './curves.ts'
import {
  bitsOf,
  type DerElement,
  DerReader,
  isShortestInteger,
  MalformedError,
  objectIdText,
  smallInteger,
  tags,
} from './der.ts'

/** The key that a certificate vouches for. */
export interface PublicKey {
  /** `other` is a kind that Go's TLS does not use. */
  readonly kind: 'rsa' | 'ec' | 'ed25519' | 'other'
  /** The size of RSA's modulus, or of the curve. */
  readonly bits: number
}

/** RSA keys of fewer bits are insecure: Go neither takes them from a server nor believes what they sign (1.24 and later). */
export const smallestRsaKey = 1024

const uncompressed = 4

/** Reads a SubjectPublicKeyInfo. Throws a MalformedError, in Go's words, for a key that Go cannot read. */
export function parsePublicKey({ content, whole }: DerElement): PublicKey {
  const info = new DerReader(content)
  const { id, parameters } = parseAlgorithm(info.read(tags.sequence, 'x509: malformed public key algorithm identifier'))
  const problem = 'x509: malformed subjectPublicKey'
  const key = bitsOf(info.read(tags.bits, problem), problem)
  if (id === '1.2.840.113549.1.1.1') return parseRsa(key, parameters)
  if (id === '1.2.840.10045.2.1') return parseCurve(key, parameters, whole)
  if (id === '1.3.101.112') return parseEd25519(key, parameters)
  return { kind: 'other', bits: 0 }
}

/** An AlgorithmIdentifier; `parameters` is the whole element, empty for none. */
export interface Algorithm {
  readonly id: string
  readonly parameters: Buffer
}

export function parseAlgorithm(content: Buffer): Algorithm {
  const reader = new DerReader(content)
  const id = objectIdText(reader.read(tags.objectId, 'x509: malformed OID'), 'x509: malformed OID')
  const parameters = reader.isEmpty ? Buffer.alloc(0) : reader.readAny('x509: malformed parameters').whole
  return { id, parameters }
}

function parseRsa(key: Buffer, parameters: Buffer): PublicKey {
  if (parameters.length !== 2 || parameters[0] !== 5 || parameters[1] !== 0)
    throw new MalformedError('x509: RSA key missing NULL parameters')
  const numbers = new DerReader(key).readSequence('x509: invalid RSA public key')
  const modulus = positive(numbers.read(tags.integer, 'x509: invalid RSA modulus'), 'modulus')
  const exponent = positive(numbers.read(tags.integer, 'x509: invalid RSA public exponent'), 'public exponent')
  // Go takes exponents of 63 bits here and none above 2^31-1 when it verifies
  if (smallInteger(exponent) === undefined) throw new MalformedError('x509: invalid RSA public exponent')
  return { kind: 'rsa', bits: bitLength(modulus) }
}

function positive(content: Buffer, name: string): Buffer {
  if (!isShortestInteger(content)) throw new MalformedError(`x509: invalid RSA ${name}`)
  const isPositive = (content[0] ?? 0) < 0x80 && (content.length > 1 || content[0] !== 0)
  if (!isPositive) throw new MalformedError(`x509: RSA ${name} is not a positive number`)
  return content
}

function bitLength(content: Buffer): number {
  const digits = content[0] === 0 ? content.subarray(1) : content
  return digits.length * 8 - Math.clz32(digits[0] ?? 0) + 24
}

function parseCurve(key: Buffer, parameters: Buffer, info: Buffer): PublicKey {
  const problem = 'x509: invalid ECDSA parameters'
  const id = objectIdText(new DerReader(parameters).read(tags.objectId, problem), problem)
  const curve = curves[id]
  if (curve === undefined) throw new MalformedError('x509: unsupported elliptic curve')
  const { bits } = curve
  if (key[0] !== uncompressed) throw new MalformedError('ecdsa: invalid uncompressed public key')
  if (key.length !== 1 + 2 * Math.ceil(bits / 8)) throw new MalformedError(`invalid P${bits} point encoding`)
  if (!isBare(info, key, curve) || !isOnCurve(key.subarray(1), curve))
    throw new MalformedError(`P${bits} point not on curve`)
  return { kind: 'ec', bits }
}

/** Holds the identifiers and whole bytes of a point, and nothing else: no TLS library takes another key on a curve. */
function isBare(info: Buffer, point: Buffer, { keyInfoBytes }: Curve): boolean {
  const unusedBits = info[info.length - point.length - 1]
  return info.length === keyInfoBytes && unusedBits === 0
}

function parseEd25519(key: Buffer, parameters: Buffer): PublicKey {
  if (parameters.length > 0) throw new MalformedError('x509: Ed25519 key encoded with illegal parameters')
  if (key.length !== 32) throw new MalformedError('x509: wrong Ed25519 public key size')
  return { kind: 'ed25519', bits: 256 }
}
