// What short commands do, for those who want to know which code that takes.
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer as createOldServer } from 'node:http'
import { createSecureServer, createServer } from 'node:http2'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const patience = '--command-timeout=30s'
/** The name of the one over TLS. */
export const overTls = 'over-tls'
/** The name of the one of the v2 API. */
export const overV2 = 'over-v2'

/** The most frequent ones first. */
const commands = [
  'get k',
  'put k v',
  'get k --prefix',
  'endpoint health',
  'member list',
  'version',
  'endpoint status',
  'del k',
]

const header = bytes(1, [0x08, 1, 0x10, 2, 0x18, 3, 0x20, 4])
const keyValue = [...bytes(1, text('k')), 0x10, 2, 0x18, 3, 0x20, 1, ...bytes(5, text('v'))]
const member = [0x08, 2, ...bytes(2, text('m1')), ...bytes(3, text('http://a:1')), ...bytes(4, text('http://a:2'))]
const answers = {
  '/etcdserverpb.KV/Range': [...header, ...bytes(2, keyValue), 0x20, 1],
  '/etcdserverpb.Cluster/MemberList': [...header, ...bytes(2, member)],
}

function text(characters) {
  return [...Buffer.from(characters)]
}

/** A protobuf field of up to 127 bytes. */
function bytes(field, content) {
  return [(field << 3) | 2, content.length, ...content]
}

/**
 * Plays the short commands against servers of our own: calls `play` with the arguments of each, a name for it and its variables, one after the other, and
 * resolves to what that resolves to. The last one, over TLS with certificates on both sides, is left out where there is no openssl
 * (3.0 or later) to make them; `folder` takes these.
 */
export async function playShortCommands(folder, play) {
  const results = [...(await playPlainly(play)), await playOverV2(play)]
  try {
    return [...results, await playOverTls(folder, play)]
  } catch (error) {
    console.error(`not made for a quick start over TLS: ${error.message}`)
    return results
  }
}

async function playPlainly(play) {
  const server = createServer().on('stream', answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const results = []
    for (const command of commands) {
      const words = [...command.split(' '), `--endpoints=${endpointOf(server)}`, patience]
      results.push(await play(words, command.replaceAll(' ', '-'), {}))
    }
    return results
  } finally {
    server.close()
  }
}

async function playOverV2(play) {
  const server = createOldServer(answerV2).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const words = ['--timeout=30s', '--total-timeout=30s', 'get', 'k']
    return await play(words, overV2, { ETCDCTL_API: '2', ETCDCTL_ENDPOINTS: `http://${endpointOf(server)}` })
  } finally {
    server.close()
  }
}

function answerV2(request, response) {
  const url = `http://${request.headers.host}`
  const members = { members: [{ id: '1', name: 'm1', peerURLs: [url], clientURLs: [url] }] }
  const key = { action: 'get', node: { key: '/k', value: 'v', modifiedIndex: 1, createdIndex: 1 } }
  response.setHeader('X-Etcd-Index', '1')
  response.end(JSON.stringify(request.url.startsWith('/v2/members') ? members : key))
}

async function playOverTls(folder, play) {
  const { ca, cert, key } = await makeCertificates(folder)
  const files = { ca: readFileSync(ca), cert: readFileSync(cert), key: readFileSync(key) }
  const server = createSecureServer({ ...files, requestCert: true })
    .on('stream', answer)
    .listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const endpoint = `https://${endpointOf(server)}`
    const words = [
      'get',
      'tls',
      `--cacert=${ca}`,
      `--cert=${cert}`,
      `--key=${key}`,
      `--endpoints=${endpoint}`,
      patience,
    ]
    return await play(words, overTls, {})
  } finally {
    server.close()
  }
}

function endpointOf(server) {
  return `127.0.0.1:${server.address().port}`
}

/** Paths of an authority, of a certificate that it vouches for, and of that one's key. */
async function makeCertificates(folder) {
  const [ca, caKey, cert, key] = ['ca', 'ca-key', 'cert', 'key'].map((name) => join(folder, `${name}.pem`))
  const common = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
  const usages = 'keyUsage=critical,digitalSignature,keyEncipherment'
  await run('openssl', [
    ...[...common, '-subj', '/CN=etcd-ca', '-keyout', caKey, '-out', ca],
    ...['-addext', `${usages},keyCertSign`],
  ])
  await run('openssl', [
    ...[...common, '-subj', '/CN=etcd', '-keyout', key, '-out', cert, '-CA', ca, '-CAkey', caKey],
    ...['-addext', usages, '-addext', 'extendedKeyUsage=serverAuth,clientAuth'],
    ...['-addext', 'basicConstraints=critical,CA:FALSE', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
  ])
  return { ca, cert, key }
}

function answer(stream, headers) {
  const message = answers[headers[':path']] ?? header
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
  stream.end(Buffer.from([0, 0, 0, 0, message.length, ...message]))
}
