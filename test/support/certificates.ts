import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { bits, bool, element, integer, objectId, octets, sequence, set, time, utf8 } from './der.ts'

const ecdsaWithSha256 = sequence(objectId('1.2.840.10045.4.3.2'))
const hourMs = 3_600_000
const hosts = ['localhost', '127.0.0.1', '::1', '127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.5']

/** A certificate and its key, as PEM text. */
export interface Identity {
  readonly cert: string
  readonly key: string
}

interface Request {
  readonly name: string
  readonly issuer?: Identity & { readonly name: string }
  readonly hosts?: readonly string[]
  /** Hours from now, negative for the past. */
  readonly validForHours?: number
}

/** Paths of PEM files. */
export interface IdentityFiles {
  readonly cert: string
  readonly key: string
}

export interface Certificates {
  readonly ca: string
  /** For localhost, ::1 and 127.0.0.1 to 127.0.0.5; good for serving and for asking. */
  readonly server: IdentityFiles
  readonly client: IdentityFiles
  /** As `server`, but its time is over. */
  readonly expired: IdentityFiles
  /** Signed by the same authority, for `elsewhere.example` only. */
  readonly otherName: IdentityFiles
  /** An authority that signed none of these, and a client of it. */
  readonly wrongCa: string
  readonly wrongClient: IdentityFiles
}

/** Makes a certificate over a new P-256 key: an authority when `issuer` is absent, else one signed by it. */
export function createIdentity(request: Request): Identity {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const body = toBeSigned(request, publicKey.export({ type: 'spki', format: 'der' }))
  const signer = request.issuer === undefined ? privateKey : createPrivateKey(request.issuer.key)
  const der = sequence(body, ecdsaWithSha256, bits(signature(body, signer)))
  return { cert: pem(der), key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}

/** Writes every certificate the tests use into `folder`. Under 100 ms. */
export function createCertificates(folder: string): Certificates {
  mkdirSync(folder, { recursive: true })
  const authority = { name: 'test authority', ...createIdentity({ name: 'test authority' }) }
  const stranger = { name: 'other authority', ...createIdentity({ name: 'other authority' }) }
  const server = { name: 'etcd', issuer: authority, hosts }
  return {
    ca: write(folder, 'ca.pem', authority.cert),
    server: save(folder, 'server', createIdentity(server)),
    client: save(folder, 'client', createIdentity({ name: 'client', issuer: authority })),
    expired: save(folder, 'expired', createIdentity({ ...server, validForHours: -1 })),
    otherName: save(folder, 'other-name', createIdentity({ ...server, hosts: ['elsewhere.example'] })),
    wrongCa: write(folder, 'wrong-ca.pem', stranger.cert),
    wrongClient: save(folder, 'wrong-client', createIdentity({ name: 'client', issuer: stranger })),
  }
}

function toBeSigned(request: Request, publicKey: Buffer): Buffer {
  const { name, issuer, validForHours = 24 } = request
  const now = Date.now()
  const serial = randomBytes(8)
  serial[0] = 1
  return sequence(
    element(0xa0, integer(Buffer.from([2]))),
    integer(serial),
    ecdsaWithSha256,
    commonName(issuer?.name ?? name),
    sequence(time(new Date(now - 48 * hourMs)), time(new Date(now + validForHours * hourMs))),
    commonName(name),
    publicKey,
    element(0xa3, sequence(...extensions(request))),
  )
}

function extensions({ issuer, hosts: names }: Request): Buffer[] {
  if (issuer === undefined) {
    return [extension('2.5.29.19', sequence(bool(true))), extension('2.5.29.15', bits(Buffer.from([0b0000_0110]), 1))]
  }
  const usages = sequence(objectId('1.3.6.1.5.5.7.3.1'), objectId('1.3.6.1.5.5.7.3.2'))
  const purpose = extension('2.5.29.37', usages)
  if (names === undefined) return [purpose]
  return [purpose, extension('2.5.29.17', sequence(...names.map(alternativeName)))]
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(objectId(id), octets(value))
}

function commonName(name: string): Buffer {
  return sequence(set(sequence(objectId('2.5.4.3'), utf8(name))))
}

function alternativeName(host: string): Buffer {
  if (isIP(host) === 4) return element(0x87, Buffer.from(host.split('.').map(Number)))
  if (host === '::1') return element(0x87, Buffer.from([...new Array<number>(15).fill(0), 1]))
  return element(0x82, Buffer.from(host))
}

function signature(body: Buffer, key: KeyObject): Buffer {
  return sign('sha256', body, { key, dsaEncoding: 'der' })
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

function save(folder: string, name: string, identity: Identity): IdentityFiles {
  return { cert: write(folder, `${name}.pem`, identity.cert), key: write(folder, `${name}-key.pem`, identity.key) }
}

function write(folder: string, name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text, { mode: 0o600 })
  return path
}
