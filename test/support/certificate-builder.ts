import { constants, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { bits, bool, element, integer, objectId, octets, sequence, set, time, utf8 } from './der.ts'

/** Certificates of every kind, good and bad: whatever a request leaves out is as it should be. */
export interface CertificateRequest {
  readonly name?: string
  /** A self-signed one when it is left out. */
  readonly issuer?: Issued | undefined
  readonly key?: KeyPair
  readonly extensions?: readonly Buffer[]
  /** Hours from now. */
  readonly from?: number
  readonly until?: number
  /** As encoded: 2 is version 3; undefined for version 1. */
  readonly version?: number | undefined
  readonly serial?: Buffer
  readonly signature?: Signature
  /** An encoded distinguished name in place of `name`. */
  readonly subject?: Buffer
}

export interface KeyPair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

export interface Signature {
  readonly hash: 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512' | 'none'
  readonly saltLength?: number
}

export interface Issued {
  readonly der: Buffer
  /** PEM. */
  readonly cert: string
  readonly key: string
  readonly pair: KeyPair
  readonly subject: Buffer
}

const hourMs = 3_600_000

export function issue(request: CertificateRequest = {}): Issued {
  const { name = 'etcd', issuer, key = ecKey(), from = -48, until = 48, extensions = [] } = request
  const subject = request.subject ?? commonName(name)
  const signer = issuer?.pair ?? key
  const algorithm = algorithmOf(signer.privateKey, request.signature)
  const serial = request.serial ?? Buffer.concat([Buffer.of(1), randomBytes(8)])
  const version = 'version' in request ? request.version : 2
  const now = Date.now()
  const body = sequence(
    ...(version === undefined ? [] : [element(0xa0, integer(Buffer.of(version)))]),
    element(0x02, serial),
    algorithm.id,
    issuer?.subject ?? subject,
    sequence(time(new Date(now + from * hourMs)), time(new Date(now + until * hourMs))),
    subject,
    key.publicKey.export({ type: 'spki', format: 'der' }),
    ...(extensions.length === 0 ? [] : [element(0xa3, sequence(...extensions))]),
  )
  const der = sequence(body, algorithm.id, bits(algorithm.sign(body)))
  return { der, cert: pem(der), key: privatePem(key), pair: key, subject }
}

/** An authority: self-signed, or an intermediate when it has an issuer. */
export function authority(request: CertificateRequest & { readonly pathLength?: number } = {}): Issued {
  const own = [basicConstraints(true, request.pathLength), keyUsage('certSign')]
  return issue({ ...request, extensions: [...own, ...(request.extensions ?? [])] })
}

/** A copy of a certificate with one text of its bytes put in place of another one of the same length. */
export function withBytes(issued: Issued, from: Buffer, to: Buffer): Issued {
  const at = issued.der.indexOf(from)
  if (at < 0 || from.length !== to.length) throw new Error('no such bytes')
  const der = Buffer.concat([issued.der.subarray(0, at), to, issued.der.subarray(at + to.length)])
  return { ...issued, der, cert: pem(der) }
}

const keys = new Map<string, KeyPair>()

function madeOnce(name: string, make: () => KeyPair): KeyPair {
  const known = keys.get(name) ?? make()
  keys.set(name, known)
  return known
}

export function ecKey(namedCurve = 'P-256'): KeyPair {
  return generateKeyPairSync('ec', { namedCurve })
}

/** Made once a size and `name`: large ones take a while. */
export function rsaKey(modulusLength: number, name = ''): KeyPair {
  return madeOnce(`rsa ${modulusLength} ${name}`, () => generateKeyPairSync('rsa', { modulusLength }))
}

export function pssKey(modulusLength: number): KeyPair {
  return madeOnce(`pss ${modulusLength}`, () => generateKeyPairSync('rsa-pss', { modulusLength }))
}

export function edwardsKey(kind: 'ed25519' | 'ed448'): KeyPair {
  return kind === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ed448')
}

interface Algorithm {
  readonly id: Buffer
  sign(body: Buffer): Buffer
}

const empty = element(0x05)
const rsaIds = { md5: 4, sha1: 5, sha224: 14, sha256: 11, sha384: 12, sha512: 13 } as const
const ecIds = { sha1: '1', sha224: '3.1', sha256: '3.2', sha384: '3.3', sha512: '3.4' } as const
const hashIds = {
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
} as const

function algorithmOf(key: KeyObject, { hash, saltLength }: Signature = { hash: 'sha256' }): Algorithm {
  const kind = key.asymmetricKeyType
  if (kind === 'ed25519' || kind === 'ed448') {
    const id = sequence(objectId(kind === 'ed25519' ? '1.3.101.112' : '1.3.101.113'))
    return { id, sign: (body) => sign(null, body, key) }
  }
  if (kind === 'ec') {
    const id = sequence(objectId(`1.2.840.10045.4.${ecIds[hash as keyof typeof ecIds]}`))
    return { id, sign: (body) => sign(hash, body, { key, dsaEncoding: 'der' }) }
  }
  if (saltLength !== undefined || kind === 'rsa-pss')
    return pssAlgorithm(key, hash as keyof typeof hashIds, saltLength ?? 32)
  const id = sequence(objectId(`1.2.840.113549.1.1.${rsaIds[hash as keyof typeof rsaIds]}`), empty)
  return { id, sign: (body) => sign(hash, body, key) }
}

function pssAlgorithm(key: KeyObject, hash: keyof typeof hashIds, saltLength: number): Algorithm {
  const hashId = sequence(objectId(hashIds[hash]), empty)
  const mask = sequence(objectId('1.2.840.113549.1.1.8'), hashId)
  const parameters = sequence(element(0xa0, hashId), element(0xa1, mask), element(0xa2, integer(Buffer.of(saltLength))))
  const padding = constants.RSA_PKCS1_PSS_PADDING
  return {
    id: sequence(objectId('1.2.840.113549.1.1.10'), parameters),
    sign: (body) => sign(hash, body, { key, padding, saltLength }),
  }
}

export function extension(id: string, value: Buffer, isCritical = false): Buffer {
  return sequence(objectId(id), ...(isCritical ? [bool(true)] : []), octets(value))
}

export function basicConstraints(isAuthority: boolean, pathLength?: number): Buffer {
  const length = pathLength === undefined ? [] : [integer(Buffer.of(pathLength))]
  return extension('2.5.29.19', sequence(...(isAuthority ? [bool(true)] : []), ...length), true)
}

export function keyUsage(usage: 'certSign' | 'digitalSignature' | 'keyEncipherment' | 'crlSign'): Buffer {
  const bit = { digitalSignature: 0x80, keyEncipherment: 0x20, certSign: 0x04, crlSign: 0x02 }[usage]
  return extension('2.5.29.15', bits(Buffer.of(bit), Math.log2(bit)), true)
}

const usageIds = {
  server: '1.3.6.1.5.5.7.3.1',
  client: '1.3.6.1.5.5.7.3.2',
  code: '1.3.6.1.5.5.7.3.3',
  any: '2.5.29.37.0',
  other: '1.2.3.4',
} as const

export function usages(...names: readonly (keyof typeof usageIds)[]): Buffer {
  return extension('2.5.29.37', sequence(...names.map((name) => objectId(usageIds[name]))))
}

/** Alternative names, see `generalName`. */
export function names(...texts: readonly string[]): Buffer {
  return extension('2.5.29.17', sequence(...texts.map(generalName)))
}

/** `DNS:a`, `IP:` and the bytes in hexadecimal, `email:a@b`, `URI:a://b`, `dir:a`, `id:1.2.3`, `other:a`. */
export function generalName(text: string): Buffer {
  const kind = text.slice(0, text.indexOf(':'))
  const value = text.slice(kind.length + 1)
  if (kind === 'email') return element(0x81, Buffer.from(value, 'latin1'))
  if (kind === 'DNS') return element(0x82, Buffer.from(value, 'latin1'))
  if (kind === 'URI') return element(0x86, Buffer.from(value, 'latin1'))
  if (kind === 'IP') return element(0x87, Buffer.from(value, 'hex'))
  if (kind === 'dir') return element(0xa4, commonName(value))
  if (kind === 'id') return element(0x88, objectId(value).subarray(2))
  return element(0xa0, objectId('1.2.3.4'), element(0xa0, utf8(value)))
}

export interface Constraints {
  readonly permitted?: readonly string[]
  readonly excluded?: readonly string[]
}

export function nameConstraints({ permitted = [], excluded = [] }: Constraints, isCritical = true): Buffer {
  const list = (tag: number, texts: readonly string[]): Buffer[] =>
    texts.length === 0 ? [] : [element(tag, ...texts.map((text) => sequence(generalName(text))))]
  return extension('2.5.29.30', sequence(...list(0xa0, permitted), ...list(0xa1, excluded)), isCritical)
}

export function commonName(name: string): Buffer {
  return sequence(set(sequence(objectId('2.5.4.3'), utf8(name))))
}

export function pem(der: Buffer, type = 'CERTIFICATE'): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${type}-----`, ...lines, `-----END ${type}-----`, ''].join('\n')
}

function privatePem({ privateKey }: KeyPair): string {
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}
