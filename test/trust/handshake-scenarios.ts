import type { TlsOptions } from 'node:tls'
import {
  authority,
  ecKey,
  edwardsKey,
  type Issued,
  issue,
  pssKey,
  rsaKey,
  usages,
} from '../support/certificate-builder.ts'
import { between, leafOf, loopback, refused, root, type Scenario, type ScenarioParts, trusted } from './scenario.ts'

const rsaLeaf = leafOf({ key: rsaKey(2048) })
const curveLeaf = leafOf()

function offers(server: TlsOptions, leaf: Issued = rsaLeaf): ScenarioParts {
  return { leaf, server }
}

/** A server of TLS 1.2 with one suite. */
function suite(ciphers: string, leaf?: Issued): ScenarioParts {
  return offers({ maxVersion: 'TLSv1.2', ciphers: `${ciphers}:@SECLEVEL=0`, dhparam: 'auto' } as TlsOptions, leaf)
}

const versions: readonly Scenario[] = [
  refused('TLS 1.0', offers({ minVersion: 'TLSv1', maxVersion: 'TLSv1' })),
  refused('TLS 1.1', offers({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1' })),
  trusted('TLS 1.2', offers({ maxVersion: 'TLSv1.2' })),
  trusted('TLS 1.2 and ECDSA', offers({ maxVersion: 'TLSv1.2' }, curveLeaf)),
  trusted('TLS 1.3', offers({ minVersion: 'TLSv1.3' })),
]

const suites: readonly Scenario[] = [
  trusted('suite ECDHE-RSA-AES128-GCM-SHA256', suite('ECDHE-RSA-AES128-GCM-SHA256')),
  trusted('suite ECDHE-RSA-AES256-GCM-SHA384', suite('ECDHE-RSA-AES256-GCM-SHA384')),
  trusted('suite ECDHE-RSA-CHACHA20-POLY1305', suite('ECDHE-RSA-CHACHA20-POLY1305')),
  trusted('suite ECDHE-ECDSA-AES128-GCM-SHA256', suite('ECDHE-ECDSA-AES128-GCM-SHA256', curveLeaf)),
  trusted('suite ECDHE-ECDSA-AES256-GCM-SHA384', suite('ECDHE-ECDSA-AES256-GCM-SHA384', curveLeaf)),
  trusted('suite ECDHE-ECDSA-CHACHA20-POLY1305', suite('ECDHE-ECDSA-CHACHA20-POLY1305', curveLeaf)),
  ...[
    'AES128-GCM-SHA256',
    'AES256-GCM-SHA384',
    'AES128-SHA256',
    'AES128-SHA',
    'AES256-SHA',
    'DHE-RSA-AES128-GCM-SHA256',
    'DHE-RSA-AES256-GCM-SHA384',
    'DHE-RSA-CHACHA20-POLY1305',
    'ECDHE-RSA-AES128-SHA256',
    'ECDHE-RSA-AES256-SHA384',
    'ECDHE-RSA-AES128-SHA',
    'ECDHE-RSA-AES256-SHA',
    'ECDHE-RSA-CAMELLIA128-SHA256',
    'ECDHE-ARIA128-GCM-SHA256',
    'AECDH-AES128-SHA',
  ].map((name) => refused(`suite ${name}`, suite(name))),
  refused('suite ECDHE-ECDSA-AES128-CCM', suite('ECDHE-ECDSA-AES128-CCM', curveLeaf)),
  trusted('a static suite before a good one', suite('AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256')),
  ...['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'].map((name) =>
    trusted(`suite ${name}`, offers({ minVersion: 'TLSv1.3', ciphers: name })),
  ),
  refused('suite TLS_AES_128_CCM_SHA256', offers({ minVersion: 'TLSv1.3', ciphers: 'TLS_AES_128_CCM_SHA256' })),
]

const curves: readonly Scenario[] = [
  ...['X25519', 'P-256', 'P-384', 'P-521'].flatMap((ecdhCurve) => [
    trusted(`curve ${ecdhCurve}`, offers({ ecdhCurve })),
    trusted(`curve ${ecdhCurve} in TLS 1.2`, offers({ ecdhCurve, maxVersion: 'TLSv1.2' })),
  ]),
  refused('curve X448', offers({ ecdhCurve: 'X448' })),
  refused('group ffdhe2048', offers({ ecdhCurve: 'ffdhe2048', minVersion: 'TLSv1.3' })),
  refused('curve secp256k1', offers({ ecdhCurve: 'secp256k1', maxVersion: 'TLSv1.2' })),
  refused('curve brainpoolP256r1', offers({ ecdhCurve: 'brainpoolP256r1', maxVersion: 'TLSv1.2' })),
]

const signatures: readonly Scenario[] = [
  trusted('handshake signed with PSS', offers({ sigalgs: 'rsa_pss_rsae_sha256' })),
  trusted('handshake signed with PKCS 1', offers({ sigalgs: 'RSA+SHA256', maxVersion: 'TLSv1.2' })),
  refused('handshake signed with SHA-1', offers({ sigalgs: 'RSA+SHA1', maxVersion: 'TLSv1.2' })),
  refused('handshake signed with SHA-224', offers({ sigalgs: 'RSA+SHA224', maxVersion: 'TLSv1.2' })),
  refused('handshake signed with ECDSA and SHA-1', offers({ sigalgs: 'ECDSA+SHA1', maxVersion: 'TLSv1.2' }, curveLeaf)),
]

const protocols: readonly Scenario[] = [
  trusted('ALPN h2', offers({ ALPNProtocols: ['h2'] })),
  trusted('ALPN h2 and http/1.1', offers({ ALPNProtocols: ['http/1.1', 'h2'] })),
  refused('ALPN none', { ...offers({ ALPNProtocols: [] }) }),
  refused('ALPN none in TLS 1.2', { ...offers({ ALPNProtocols: [], maxVersion: 'TLSv1.2' }) }),
  refused('ALPN http/1.1', offers({ ALPNProtocols: ['http/1.1'] })),
  refused('ALPN h3', offers({ ALPNProtocols: ['h3'] })),
]

const clientRoot = authority({ name: 'client root' })
const wants: TlsOptions = { requestCert: true, rejectUnauthorized: true, ca: clientRoot.cert }

function client(issued: Pick<Issued, 'cert' | 'key'>, server: TlsOptions = wants): ScenarioParts {
  return { server, client: { cert: issued.cert, key: issued.key } }
}

/** Node's servers close the connection without a word. */
function unwanted(issued: Pick<Issued, 'cert' | 'key'>, server?: TlsOptions): ScenarioParts {
  return { ...client(issued, server), isSilent: true }
}

const own = issue({ name: 'client', issuer: clientRoot, extensions: [usages('client')] })
const middle = between(clientRoot)
const chained = issue({ name: 'client', issuer: middle })
const encrypted = own.pair.privateKey
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' })
  .toString()
const oldStyle = own.pair.privateKey
  .export({ type: 'sec1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' })
  .toString()
const oldKind = own.pair.privateKey.export({ type: 'sec1', format: 'pem' }).toString()

const clients: readonly Scenario[] = [
  trusted('client certificate wanted', client(own)),
  trusted('client certificate wanted in TLS 1.2', client(own, { ...wants, maxVersion: 'TLSv1.2' })),
  trusted('client certificate not wanted', client(own, {})),
  trusted('client certificate with an intermediate', client({ cert: chained.cert + middle.cert, key: chained.key })),
  trusted('client key in its own form', client({ cert: own.cert, key: oldKind })),
  trusted('client certificate asked for and missing', { server: { ...wants, rejectUnauthorized: false } }),
  refused('client certificate missing', { server: wants }),
  refused('client certificate missing in TLS 1.2', { server: { ...wants, maxVersion: 'TLSv1.2' } }),
  refused('client certificate of a stranger', unwanted(issue({ name: 'client', issuer: root }))),
  refused(
    'client certificate of a stranger in TLS 1.2',
    unwanted(issue({ name: 'client', issuer: root }), { ...wants, maxVersion: 'TLSv1.2' }),
  ),
  refused('client certificate expired', unwanted(issue({ name: 'client', issuer: clientRoot, until: -1 }))),
  refused(
    'client certificate for servers',
    unwanted(issue({ name: 'client', issuer: clientRoot, extensions: [usages('server')] })),
  ),
  refused('client certificate without its intermediate', unwanted(chained)),
  refused("another client's key", client({ cert: own.cert, key: chained.key })),
  refused('client key encrypted', client({ cert: own.cert, key: encrypted })),
  refused('client key encrypted in its own form', client({ cert: own.cert, key: oldStyle })),
  refused(
    'client certificate with a negative serial',
    client(issue({ name: 'client', issuer: clientRoot, serial: Buffer.of(0x81) })),
  ),
  trusted('client key: RSA', client(issue({ name: 'client', issuer: clientRoot, key: rsaKey(2048) }))),
  trusted('client key: P-384', client(issue({ name: 'client', issuer: clientRoot, key: ecKey('P-384') }))),
  trusted('client key: P-521', client(issue({ name: 'client', issuer: clientRoot, key: ecKey('P-521') }))),
  trusted('client key: Ed25519', client(issue({ name: 'client', issuer: clientRoot, key: edwardsKey('ed25519') }))),
  refused('client key: secp256k1', client(issue({ name: 'client', issuer: clientRoot, key: ecKey('secp256k1') }))),
  refused('client key: RSA for PSS only', client(issue({ name: 'client', issuer: clientRoot, key: pssKey(2048) }))),
]

const stranger = authority({ name: 'stranger' })

function unverified(parts: ScenarioParts): ScenarioParts {
  return { roots: [stranger], skipsVerification: true, ...parts }
}

const withoutVerification: readonly Scenario[] = [
  trusted('without verification: another authority', unverified({})),
  trusted('without verification: an endpoint without a host', unverified({ host: '' })),
  trusted('without verification: expired', unverified({ leaf: leafOf({ until: -1 }) })),
  trusted('without verification: another name', unverified({ leaf: leafOf({}, 'DNS:a.example') })),
  trusted('without verification: for clients', unverified({ leaf: leafOf({ extensions: [usages('client')] }) })),
  trusted('without verification: signed with SHA-1', unverified({ leaf: leafOf({ signature: { hash: 'sha1' } }) })),
  refused('without verification: malformed', unverified({ leaf: leafOf({}, loopback, 'IP:7f') })),
  refused('without verification: negative serial', unverified({ leaf: leafOf({ serial: Buffer.of(0x81) }) })),
  refused('without verification: no ALPN', unverified({ server: { ALPNProtocols: [] } })),
  refused('without verification: static suite', unverified(suite('AES128-GCM-SHA256'))),
  refused('without verification: TLS 1.1', unverified(offers({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1' }))),
]

export const handshakeScenarios = [
  ...versions,
  ...suites,
  ...curves,
  ...signatures,
  ...protocols,
  ...clients,
  ...withoutVerification,
]
