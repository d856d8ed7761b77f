import {
  authority,
  ecKey,
  edwardsKey,
  type KeyPair,
  pssKey,
  rsaKey,
  type Signature,
} from '../support/certificate-builder.ts'
import { below, under } from './chain-scenarios.ts'
import { between, leafOf, refused, root, type Scenario, trusted } from './scenario.ts'

const keyed = (key: KeyPair, server: Scenario['server'] = {}) => ({ leaf: leafOf({ key }), server })
const anyCurve = { ecdhCurve: 'P-224:secp256k1:brainpoolP256r1:P-256', maxVersion: 'TLSv1.2' } as const

const leaves: readonly Scenario[] = [
  trusted('key: P-256', keyed(ecKey())),
  trusted('key: P-384', keyed(ecKey('P-384'))),
  trusted('key: P-521', keyed(ecKey('P-521'))),
  refused('key: P-224', keyed(ecKey('P-224'), anyCurve)),
  refused('key: secp256k1', keyed(ecKey('secp256k1'), anyCurve)),
  refused('key: brainpoolP256r1', keyed(ecKey('brainpoolP256r1'), anyCurve)),
  trusted('key: Ed25519', keyed(edwardsKey('ed25519'))),
  refused('key: Ed448', keyed(edwardsKey('ed448'))),
  refused('key: RSA of 768 bits', keyed(rsaKey(768), { maxVersion: 'TLSv1.2', sigalgs: 'RSA+SHA256' })),
  trusted('key: RSA of 1024 bits', keyed(rsaKey(1024))),
  trusted('key: RSA of 2048 bits', keyed(rsaKey(2048))),
  trusted('key: RSA of 3072 bits', keyed(rsaKey(3072))),
  refused('key: RSA for PSS only', keyed(pssKey(2048))),
]

const issuers: readonly Scenario[] = [
  trusted('issuer: P-384', under(authority({ name: 'P-384', key: ecKey('P-384') }))),
  trusted('issuer: P-521', under(authority({ name: 'P-521', key: ecKey('P-521') }))),
  refused('issuer: secp256k1', under(authority({ name: 'secp256k1', key: ecKey('secp256k1') }))),
  trusted('issuer: Ed25519', under(authority({ name: 'Ed25519', key: edwardsKey('ed25519') }))),
  refused('issuer: Ed448', under(authority({ name: 'Ed448', key: edwardsKey('ed448') }))),
  refused('issuer: RSA of 768 bits', under(authority({ name: '768', key: rsaKey(768) }))),
  trusted('issuer: RSA of 1024 bits', under(authority({ name: '1024', key: rsaKey(1024) }))),
  trusted('issuer: RSA of 2048 bits', under(authority({ name: '2048', key: rsaKey(2048) }))),
  trusted('intermediate: RSA of 2048 bits', below(between(root, { key: rsaKey(2048) }))),
  refused('intermediate: secp256k1', below(between(root, { key: ecKey('secp256k1') }))),
]

const rsaRoot = authority({ name: 'RSA root', key: rsaKey(2048, 'root') })

function byRsa(signature: Signature): Pick<Scenario, 'leaf' | 'roots'> {
  return { leaf: leafOf({ issuer: rsaRoot, signature }), roots: [rsaRoot] }
}

function byCurve(hash: Signature['hash']): Pick<Scenario, 'leaf'> {
  return { leaf: leafOf({ signature: { hash } }) }
}

const weakRoot = authority({ name: 'weak root', key: rsaKey(2048, 'weak'), signature: { hash: 'sha1' } })
const weaker = between(rsaRoot, { signature: { hash: 'sha1' } })
const weakCurve = between(root, { signature: { hash: 'sha1' } })

const signatures: readonly Scenario[] = [
  refused('signed: RSA with MD5', byRsa({ hash: 'md5' })),
  refused('signed: RSA with SHA-1', byRsa({ hash: 'sha1' })),
  refused('signed: RSA with SHA-224', byRsa({ hash: 'sha224' })),
  trusted('signed: RSA with SHA-256', byRsa({ hash: 'sha256' })),
  trusted('signed: RSA with SHA-384', byRsa({ hash: 'sha384' })),
  trusted('signed: RSA with SHA-512', byRsa({ hash: 'sha512' })),
  trusted('signed: PSS with SHA-256', byRsa({ hash: 'sha256', saltLength: 32 })),
  trusted('signed: PSS with SHA-384', byRsa({ hash: 'sha384', saltLength: 48 })),
  trusted('signed: PSS with SHA-512', byRsa({ hash: 'sha512', saltLength: 64 })),
  refused('signed: PSS with a short salt', byRsa({ hash: 'sha256', saltLength: 20 })),
  refused('signed: PSS with SHA-1', byRsa({ hash: 'sha1', saltLength: 20 })),
  refused('signed: ECDSA with SHA-1', byCurve('sha1')),
  refused('signed: ECDSA with SHA-224', byCurve('sha224')),
  trusted('signed: ECDSA with SHA-384', byCurve('sha384')),
  trusted('signed: ECDSA with SHA-512', byCurve('sha512')),
  refused('intermediate signed: RSA with SHA-1', { ...below(weaker), roots: [rsaRoot] }),
  refused('intermediate signed: ECDSA with SHA-1', below(weakCurve)),
  trusted('root signed: RSA with SHA-1', under(weakRoot)),
  refused('issuer: RSA for PSS only', under(authority({ name: 'PSS', key: pssKey(2048) }))),
]

export const keyScenarios = [...leaves, ...issuers, ...signatures]
