import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after, type TestContext } from 'node:test'
import { KV } from '../src/rpc/services.ts'
import { createCertificates, createIdentity, type Identity } from './support/certificates.ts'
import { answer, type FakeServer, startFakeServer } from './support/fake-server.ts'
import { runBin } from './support/run-bin.ts'
import { startCountingServer } from './trust/counting-server.ts'
import { root, trusted } from './trust/scenario.ts'

const folder = mkdtempSync(join(tmpdir(), 'tls-trust-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const files = createCertificates(join(folder, 'usual'))
const authority = { name: 'own authority', ...createIdentity({ name: 'own authority' }) }
const ca = saved('ca.pem', authority.cert)
const rootFile = saved('root.pem', root.cert)
const bothCas = saved('both.pem', readFileSync(files.wrongCa, 'utf8') + authority.cert)

function saved(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

/** A certificate of our authority for these names. */
function issued(...hosts: string[]): Identity {
  return createIdentity({ name: 'etcd', issuer: authority, hosts })
}

async function serve(t: TestContext, tls: Identity): Promise<FakeServer> {
  const server = await startFakeServer(t, { tls })
  return server.on(KV.range, [answer({ kvs: [], count: 7n })])
}

function ask(server: FakeServer, host: string, flags: readonly string[], env: Record<string, string> = {}) {
  const endpoint = `https://${host}:${server.port}`
  const words = ['get', 'k', '--count-only', '-w', 'fields', `--endpoints=${endpoint}`, '--command-timeout=2s']
  return runBin([...words, ...flags], { env })
}

const trustedBy: Readonly<Record<string, { hosts: string[]; host: string; flags: string[] }>> = {
  'an address': { hosts: ['127.0.0.1'], host: '127.0.0.1', flags: [`--cacert=${ca}`] },
  'a name': { hosts: ['localhost'], host: 'localhost', flags: [`--cacert=${ca}`] },
  'a name among others': { hosts: ['a.example', 'localhost'], host: 'localhost', flags: [`--cacert=${ca}`] },
  'a name beside one that needs quotes': { hosts: ['a, b', 'localhost'], host: 'localhost', flags: [`--cacert=${ca}`] },
  'one of two authorities': { hosts: ['localhost'], host: 'localhost', flags: [`--cacert=${bothCas}`] },
  'nobody in particular': {
    hosts: ['a.example'],
    host: 'localhost',
    flags: [`--cacert=${files.wrongCa}`, '--insecure-skip-tls-verify'],
  },
}

for (const [name, { hosts, host, flags }] of Object.entries(trustedBy)) {
  test(`a server is trusted by ${name}`, async (t) => {
    const server = await serve(t, issued(...hosts))
    const run = await ask(server, host, flags)
    assert.equal(run.code, 0, run.stderr)
    assert.match(run.stdout.toString(), /"Count" : 7\n/)
  })
}

const refused: Readonly<
  Record<string, { tls: Identity; flags: string[]; env?: Record<string, string>; cause: RegExp }>
> = {
  'another authority': { tls: issued('localhost'), flags: [`--cacert=${files.ca}`], cause: /unknown authority/ },
  'another authority, whatever else the runtime trusts': {
    tls: issued('localhost'),
    flags: [`--cacert=${files.ca}`],
    env: { NODE_EXTRA_CA_CERTS: ca },
    cause: /unknown authority/,
  },
  'no authority at all': {
    tls: issued('localhost'),
    flags: [`--cacert=${saved('none.pem', 'no certificate\n')}`],
    cause: /unknown authority/,
  },
  'another name': { tls: issued('localhost.example'), flags: [`--cacert=${ca}`], cause: /not for localhost/ },
  'a name within another one': {
    tls: issued('x, DNS:localhost'),
    flags: [`--cacert=${ca}`],
    cause: /not for localhost/,
  },
  'no name': {
    tls: createIdentity({ name: 'localhost', issuer: authority }),
    flags: [`--cacert=${ca}`],
    cause: /not for/,
  },
  'a time that is over': {
    tls: createIdentity({ name: 'etcd', issuer: authority, hosts: ['localhost'], validForHours: -1 }),
    flags: [`--cacert=${ca}`],
    cause: /has expired/,
  },
}

for (const [name, { tls, flags, env, cause }] of Object.entries(refused)) {
  test(`a server with ${name} gets no request`, async (t) => {
    const server = await serve(t, tls)
    const run = await ask(server, 'localhost', flags, env)
    assert.equal(run.code, 1)
    assert.match(run.stderr, cause)
    assert.equal(server.callsOf(KV.range).length, 0)
  })
}

function pem(der: Buffer): string {
  return `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`
}

const client = createIdentity({ name: 'client', issuer: authority })
const clientKey = saved('client-key.pem', client.key)
const garbage = pem(Buffer.from('no certificate'))
const trailing = pem(Buffer.concat([new X509Certificate(authority.cert).raw, Buffer.from([5, 0])]))

const unfit: Readonly<Record<string, { flags: string[]; code: number; error: RegExp }>> = {
  'an authority with bytes behind it': {
    flags: [`--cacert=${saved('trailing.pem', trailing)}`],
    code: 128,
    error: /^Error: x509: trailing data\n$/,
  },
  'a chain that ends in garbage': {
    flags: [`--cacert=${ca}`, `--cert=${saved('chain.pem', client.cert + garbage)}`, `--key=${clientKey}`],
    code: 1,
    error: /^Error: error:.*\n$/,
  },
}

for (const [name, { flags, code, error }] of Object.entries(unfit)) {
  test(`${name} ends in one line before anything is asked`, async (t) => {
    const server = await serve(t, issued('localhost'))
    const run = await ask(server, 'localhost', flags)
    assert.equal(run.code, code)
    assert.match(run.stderr, error)
    assert.equal(server.callsOf(KV.range).length, 0)
  })
}

for (const [pin, isTrusted] of [
  ['3.4', true],
  ['3.5', false],
  ['3.6', false],
  ['3.7', false],
  ['auto', false],
] as const) {
  test(`a server that agrees on no protocol is ${isTrusted ? 'trusted' : 'refused'} under ${pin}`, async (t) => {
    const server = await startCountingServer(trusted(pin, { server: { ALPNProtocols: [] } }), folder)
    t.after(() => server.close())
    const flags = [`--endpoints=${server.endpoint}`, `--cacert=${rootFile}`, '--command-timeout=60s']
    const run = await runBin(['get', 'k', ...flags], {
      env: { ETCDCTL_COMPAT: pin, ETCDCTL_API: '3' },
      killAfterMs: 90_000,
    })
    assert.equal(server.calls, isTrusted ? 1 : 0, run.stderr)
    assert.match(
      run.stderr,
      isTrusted
        ? /received/
        : /TLS: the server does not agree on HTTP\/2 \(ALPN\).*\nError: context deadline exceeded\n$/,
    )
  })
}
