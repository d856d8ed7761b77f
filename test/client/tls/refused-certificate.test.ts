import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after, type TestContext } from 'node:test'
import tls from 'node:tls'
import { UnreachableError } from '../../../src/client/grpc/rpc-error.ts'
import { readTls } from '../../../src/client/tls/read-tls.ts'
import { securityFor } from '../../../src/client/tls/security.ts'
import { createCertificates, type IdentityFiles } from '../../support/certificates.ts'
import { isExecutable } from '../../support/our-program.ts'
import { runBin } from '../../support/run-bin.ts'
import { bytes, openTestClient, patient } from '../open.ts'

const folder = mkdtempSync(join(tmpdir(), 'etcdctl-ts-refused-'))
after(() => rmSync(folder, { recursive: true }))
const files = createCertificates(folder)

interface Counting {
  readonly endpoint: string
  connections: number
}

/** A server that does no more than shake hands. */
async function startCounting(t: TestContext, identity: IdentityFiles): Promise<Counting> {
  const pair = { cert: readFileSync(identity.cert), key: readFileSync(identity.key) }
  const server = tls.createServer({ ...pair, ALPNProtocols: ['h2'] }, (socket) => socket.on('error', () => {}))
  const counting = { endpoint: '', connections: 0 }
  server.on('connection', () => counting.connections++)
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  counting.endpoint = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  return counting
}

interface Refused {
  readonly identity: IdentityFiles
  readonly cacert?: string
  readonly remark: RegExp
}

const cases: Readonly<Record<string, Refused>> = {
  'of another authority': {
    identity: files.server,
    cacert: files.wrongCa,
    remark: /unknown authority; check --cacert$/,
  },
  'that has expired': { identity: files.expired, remark: /certificate has expired; / },
  'for another name': { identity: files.otherName, remark: /certificate is not for 127\.0\.0\.1; / },
}

for (const [name, { identity, cacert = files.ca, remark }] of Object.entries(cases)) {
  for (const transport of ['http2', 'grpc-js'] as const) {
    test(`a certificate ${name} is named from the handshake that failed: ${transport}`, async (t) => {
      const server = await startCounting(t, identity)
      const flags = { cacert, cert: '', key: '', isForced: false, skipVerify: false, serverName: '' }
      const security = securityFor(readTls(flags), flags)
      const client = await openTestClient(t, [server.endpoint], { transport, security })
      await assert.rejects(client.kv.range({ key: bytes('k') }, patient()), (error) => {
        assert.ok(error instanceof UnreachableError)
        assert.match(error.remarks.join('\n'), remark)
        return true
      })
      assert.equal(server.connections, 1)
    })
  }

  test(`a certificate ${name} costs our program no more connections than it tries`, async (t) => {
    const server = await startCounting(t, identity)
    const args = [`--endpoints=${server.endpoint}`, `--cacert=${cacert}`, '--command-timeout=60s', 'get', 'k']
    const { code, stdout, stderr } = await runBin(args)
    assert.deepEqual([code, stdout.toString()], [1, ''])
    const [line = '', last] = stderr.trimEnd().split('\n').slice(-2)
    assert.match(line, remark)
    assert.equal(last, 'Error: context deadline exceeded')
    // what the sockets of Bun do not take, node's TLS looks at once more
    assert.ok(server.connections <= (isExecutable ? 2 : 1), `${server.connections} connections`)
  })
}
