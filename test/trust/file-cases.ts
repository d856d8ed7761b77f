import type { KeyObject } from 'node:crypto'
import { authority, ecKey, edwardsKey, type Issued, issue, pem, rsaKey } from '../support/certificate-builder.ts'
import { bits, element, integer, objectId, octets, sequence } from '../support/der.ts'
import { root } from './scenario.ts'

/** Files for `--cacert`, `--cert` and `--key`; whether a client may go on with them. */
export interface FileCase {
  readonly name: string
  readonly cacert: string | Buffer
  readonly cert?: string | Buffer
  readonly key?: string | Buffer
  /** `mended` for a key that node's TLS library may do without the broken number of. */
  readonly isTaken: boolean | 'mended'
}

type Files = Partial<Pick<FileCase, 'cacert' | 'cert' | 'key'>>

const usual = clientOf(ecKey())
const rsa = clientOf(rsaKey(2048, 'client'))
const otherRsa = rsaKey(2048, 'other')

function clientOf(key: Issued['pair']): Issued {
  return issue({ name: 'client', issuer: root, key })
}

function taken(name: string, files: Files): FileCase {
  return { name, cacert: root.cert, cert: usual.cert, key: usual.key, ...files, isTaken: true }
}

function refused(name: string, files: Files): FileCase {
  return { ...taken(name, files), isTaken: false }
}

function der(key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1'): Buffer {
  return key.export({ type: type as 'pkcs8', format: 'der' })
}

function keyPem(key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1'): string {
  return key.export({ type: type as 'pkcs8', format: 'pem' }).toString()
}

function oneBitOff(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] ?? 0) ^ 1
  return copy
}

/** The numbers of an RSA key, and what a file with one of them changed holds. */
const rsaNumbers = ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'] as const

function rsaWith(change: Readonly<Partial<Record<(typeof rsaNumbers)[number], Buffer>>>): Buffer {
  const jwk = rsa.pair.privateKey.export({ format: 'jwk' })
  const numbers = rsaNumbers.map((name) => change[name] ?? Buffer.from(jwk[name] ?? '', 'base64url'))
  return sequence(integer(Buffer.of(0)), ...numbers.map(positive))
}

function positive(bytes: Buffer): Buffer {
  return integer((bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes)
}

function rsaNumber(name: (typeof rsaNumbers)[number], key = rsa.pair): Buffer {
  return Buffer.from(key.privateKey.export({ format: 'jwk' })[name] ?? '', 'base64url')
}

const brokenRsa = rsaNumbers.flatMap((name): FileCase[] => {
  const number = rsaNumber(name)
  const changed = rsaWith({ [name]: oneBitOff(number, number.length - 1) })
  const foreign = rsaWith({ [name]: name === 'e' ? Buffer.of(3) : rsaNumber(name, otherRsa) })
  const cases = [
    refused(`RSA, PKCS#1: ${name} is off by a bit`, { cert: rsa.cert, key: pem(changed, 'RSA PRIVATE KEY') }),
    refused(`RSA, PKCS#8: ${name} is off by a bit`, { cert: rsa.cert, key: pem(rsaInPkcs8(changed), 'PRIVATE KEY') }),
    refused(`RSA, PKCS#1: ${name} of another key`, { cert: rsa.cert, key: pem(foreign, 'RSA PRIVATE KEY') }),
  ]
  return name === 'n' || name === 'e' ? cases : cases.map((each) => ({ ...each, isTaken: 'mended' }))
})

function rsaInPkcs8(key: Buffer): Buffer {
  return sequence(integer(Buffer.of(0)), sequence(objectId('1.2.840.113549.1.1.1'), element(5)), octets(key))
}

const curveIds = { 'P-256': '1.2.840.10045.3.1.7', 'P-384': '1.3.132.0.34', 'P-521': '1.3.132.0.35' } as const

/** A SEC1 key; without the public half, or with one of another key, when it says so. */
function sec1(d: Buffer, curve: keyof typeof curveIds, point: Buffer | undefined): Buffer {
  const publicHalf = point === undefined ? [] : [element(0xa1, bits(point))]
  return sequence(integer(Buffer.of(1)), octets(d), element(0xa0, objectId(curveIds[curve])), ...publicHalf)
}

function ecInPkcs8(key: Buffer, curve: keyof typeof curveIds): Buffer {
  const algorithm = sequence(objectId('1.2.840.10045.2.1'), objectId(curveIds[curve]))
  return sequence(integer(Buffer.of(0)), algorithm, octets(key))
}

function pointOf(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
}

function curveCases(curve: keyof typeof curveIds): FileCase[] {
  const client = clientOf(ecKey(curve))
  const { cert, pair } = client
  const other = ecKey(curve)
  const d = Buffer.from(pair.privateKey.export({ format: 'jwk' }).d ?? '', 'base64url')
  const point = pointOf(pair.publicKey)
  const broken = sec1(oneBitOff(d, d.length - 1), curve, point)
  const misled = sec1(d, curve, pointOf(other.publicKey))
  const zero = sec1(Buffer.alloc(d.length), curve, point)
  return [
    taken(`${curve}, PKCS#8`, { cert, key: client.key }),
    taken(`${curve}, SEC1`, { cert, key: keyPem(pair.privateKey, 'sec1') }),
    taken(`${curve}, SEC1 without a public half`, { cert, key: pem(sec1(d, curve, undefined), 'EC PRIVATE KEY') }),
    refused(`${curve}: another key`, { cert, key: keyPem(other.privateKey, 'pkcs8') }),
    refused(`${curve}, SEC1: another key`, { cert, key: keyPem(other.privateKey, 'sec1') }),
    refused(`${curve}, SEC1: broken private half`, { cert, key: pem(broken, 'EC PRIVATE KEY') }),
    refused(`${curve}, PKCS#8: broken private half`, { cert, key: pem(ecInPkcs8(broken, curve), 'PRIVATE KEY') }),
    refused(`${curve}, SEC1: public half of another key`, { cert, key: pem(misled, 'EC PRIVATE KEY') }),
    refused(`${curve}, SEC1: a private half of zero`, { cert, key: pem(zero, 'EC PRIVATE KEY') }),
    refused(`${curve}: a key for RSA`, { cert, key: rsa.key }),
  ]
}

const pkcs1 = der(rsa.pair.privateKey, 'pkcs1')
const pkcs8 = der(usual.pair.privateKey, 'pkcs8')
const encrypted = { format: 'pem', cipher: 'aes-128-cbc', passphrase: 'x' } as const
const encryptedPkcs8 = usual.pair.privateKey.export({ ...encrypted, type: 'pkcs8' })
const encryptedSec1 = usual.pair.privateKey.export({ ...encrypted, type: 'sec1' })
const weak = clientOf(ecKey('P-224'))
const koblitz = clientOf(ecKey('secp256k1'))
const edwards = clientOf(edwardsKey('ed25519'))
const behind = Buffer.concat([usual.der, Buffer.of(5, 0)])

const pairs: readonly FileCase[] = [
  taken('RSA, PKCS#1', { cert: rsa.cert, key: pem(pkcs1, 'RSA PRIVATE KEY') }),
  taken('RSA, PKCS#8', { cert: rsa.cert, key: rsa.key }),
  refused('RSA: another key', { cert: rsa.cert, key: keyPem(otherRsa.privateKey, 'pkcs8') }),
  refused('RSA: a key on a curve', { cert: rsa.cert, key: usual.key }),
  ...brokenRsa,
  ...(['P-256', 'P-384', 'P-521'] as const).flatMap(curveCases),
  refused('P-256: a key on P-384', { key: keyPem(ecKey('P-384').privateKey, 'sec1') }),
  refused('P-224: another key', { cert: weak.cert, key: keyPem(ecKey('P-224').privateKey, 'pkcs8') }),
  refused('secp256k1', { cert: koblitz.cert, key: koblitz.key }),
  taken('Ed25519', { cert: edwards.cert, key: edwards.key }),
  refused('Ed25519: another key', { cert: edwards.cert, key: keyPem(edwardsKey('ed25519').privateKey, 'pkcs8') }),
  refused('an encrypted key', { key: encryptedPkcs8 }),
  refused('an encrypted key, as once', { key: encryptedSec1 }),
  taken('PKCS#8 called EC', { key: pem(pkcs8, 'EC PRIVATE KEY') }),
  refused('PKCS#1 called PKCS#8, which Go would take', { cert: rsa.cert, key: pem(pkcs1, 'PRIVATE KEY') }),
  taken('garbage behind the key', { key: pem(Buffer.concat([pkcs8, Buffer.of(5, 0)]), 'PRIVATE KEY') }),
  refused('garbage as key', { key: pem(Buffer.of(1, 2, 3), 'PRIVATE KEY') }),
  refused('garbage behind the certificate', { cert: pem(behind) }),
  refused('garbage as certificate', { cert: pem(Buffer.of(1, 2, 3)) }),
  refused('a certificate that is cut short', { cert: pem(usual.der.subarray(0, -1)) }),
  refused('a certificate of another kind', { cert: pem(usual.der, 'X509 CERTIFICATE') }),
  refused('the certificate as key', { key: usual.cert }),
  refused('the key as certificate', { cert: usual.key }),
  refused('an empty certificate', { cert: '' }),
  refused('an empty key', { key: '' }),
]

const [certHead = '', ...certLines] = usual.cert.trimEnd().split('\n')
const oneLine = [certHead, certLines.slice(0, -1).join(''), certLines.at(-1), ''].join('\n')
const mark = Buffer.from('\ufeff')

const forms: readonly FileCase[] = [
  taken('text around the blocks', { cert: `Bag Attributes\n${usual.cert}behind\n`, key: `key:\n${usual.key}` }),
  taken('no newline at the end', { cert: usual.cert.trimEnd(), key: usual.key.trimEnd(), cacert: root.cert.trimEnd() }),
  taken('lines that end as in DOS', {
    cert: usual.cert.replaceAll('\n', '\r\n'),
    key: usual.key.replaceAll('\n', '\r\n'),
  }),
  taken('blanks behind the lines', { cert: usual.cert.replaceAll('\n', ' \n') }),
  taken('all on one line', { cert: oneLine }),
  taken('empty lines', { cert: usual.cert.replaceAll('\n', '\n\n') }),
  taken('a certificate and its authority', { cert: usual.cert + root.cert }),
  taken('certificate and key in both files', { cert: usual.cert + usual.key, key: usual.cert + usual.key }),
  taken('two keys, the first of which counts', { key: usual.key + rsa.key }),
  refused('two keys, the second of which would do', { key: rsa.key + usual.key }),
  refused('garbage, and then the certificate', { cert: pem(Buffer.of(1, 2, 3)) + usual.cert }),
  refused('a mark of the byte order', { cert: Buffer.concat([mark, Buffer.from(usual.cert)]) }),
  refused('blanks before the block', { cert: ` ${usual.cert}` }),
  refused('no base64', { cert: usual.cert.replace('M', '!') }),
  refused('a letter less', { cert: usual.cert.replace(/\nM/, '\n') }),
  refused('no end', { key: usual.key.replace(/-----END.*\n/, '') }),
  refused('the end of another kind', { key: usual.key.replace('-----END ', '-----END X ') }),
]

const offCurve = Buffer.from(root.der)
const point = offCurve.indexOf(pointOf(root.pair.publicKey)) + 64
const trailingCa = pem(Buffer.concat([root.der, Buffer.of(5, 0)]))
const another = authority({ name: 'another' })

const authorities: readonly FileCase[] = [
  taken('no certificate of the client', { cert: '', key: '' }),
  taken('an authority with a key for RSA beside it', {
    cacert: authority({ key: rsaKey(2048, 'ca') }).cert + root.cert,
  }),
  taken('two authorities', { cacert: another.cert + root.cert }),
  refused('garbage as authority', { cacert: pem(Buffer.of(1, 2, 3)) }),
  refused('garbage behind the authority', { cacert: trailingCa }),
  refused('garbage as second authority', { cacert: root.cert + pem(Buffer.of(1, 2, 3)) }),
  refused('a key as authority', { cacert: root.key }),
  refused('an authority whose point is on no curve', { cacert: pem(oneBitOff(offCurve, point)) }),
]

export const fileCases: readonly FileCase[] = [...pairs, ...forms, ...authorities]
