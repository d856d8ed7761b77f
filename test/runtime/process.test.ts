import assert from 'node:assert/strict'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createServer } from 'node:tls'
import { KV } from '../../src/rpc/services.ts'
import { keyValue } from '../commands/samples.ts'
import { createCertificates } from '../support/certificates.ts'
import { answer, type FakeServer, startFakeServer } from '../support/fake-server.ts'
import { isExecutable, ourProgram } from '../support/our-program.ts'
import { runBin } from '../support/run-bin.ts'
import { runProcess } from '../support/run-process.ts'

const program = ourProgram('etcdctl')
const megabyte = 1 << 20

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'process-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return folder
}

/** A server with one key that takes what is put. */
async function serve(t: TestContext, value = 'v'): Promise<FakeServer> {
  const server = await startFakeServer(t)
  return server.on(KV.range, [answer({ kvs: [keyValue('k', value)], count: 1n })]).on(KV.put, [answer({})])
}

test('files in the folder it is called in change nothing', async (t) => {
  const cwd = temporaryFolder(t)
  for (const name of ['.env', '.env.local', '.env.development', '.env.production']) {
    writeFileSync(join(cwd, name), 'ETCDCTL_ENDPOINTS=127.0.0.1:1\nETCDCTL_WRITE_OUT=json\n')
  }
  writeFileSync(join(cwd, 'bunfig.toml'), 'preload = ["./preload.js"]\nlogLevel = "debug"\n')
  writeFileSync(join(cwd, 'preload.js'), 'console.log("preloaded")\n')
  writeFileSync(join(cwd, 'package.json'), '{ "type": "module", "imports": { "#x": "./preload.js" } }')
  writeFileSync(join(cwd, 'tsconfig.json'), '{ "compilerOptions": { "paths": { "*": ["./preload.js"] } } }')
  const server = await serve(t)
  const run = await runBin(['get', 'k', '--endpoints', server.endpoint], { cwd })
  assert.deepEqual([run.code, run.stdout.toString(), run.stderr], [0, 'k\nv\n', ''])
})

test('variables that tell a runtime whom to trust do not count', async (t) => {
  const { ca, server: identity } = createCertificates(temporaryFolder(t))
  const tls = { cert: readFileSync(identity.cert), key: readFileSync(identity.key) }
  const server = (await startFakeServer(t, { tls })).on(KV.range, [answer({})])
  const args = ['get', 'k', `--endpoints=https://${server.endpoint}`, '--command-timeout=3s']
  for (const env of [{ NODE_TLS_REJECT_UNAUTHORIZED: '0' }, { NODE_EXTRA_CA_CERTS: ca }]) {
    const run = await runBin(args, { env })
    assert.equal(run.code, 1)
    assert.match(run.stderr, /TLS: the server's certificate is signed by an unknown authority; check --cacert\n/)
  }
  assert.deepEqual(server.calls, [])
  assert.equal((await runBin([...args, `--cacert=${ca}`])).code, 0)
})

test('arguments that a runtime could take for its own are ours', async () => {
  for (const flag of ['--inspect', '--smol', '--print', '--version', '--eval']) {
    const run = await runBin([flag])
    assert.equal(run.code, 1)
    assert.match(run.stderr, new RegExp(`^Error: unknown flag: ${flag}\n`))
  }
})

test('a name that it is called by matters to the executable only, and only if it is that of the other program', async () => {
  const version = (argv0: string) => spawnSync(program, ['version'], { argv0, encoding: 'utf8' }).stdout
  const expected = version('etcdctl')
  assert.match(expected, /^etcdctl version: /)
  for (const argv0 of ['', 'node', 'bun', 'bunx', 'etcdutl']) {
    const isOther = isExecutable && argv0 === 'etcdutl'
    assert.equal(version(argv0), isOther ? expected.replace('etcdctl', 'etcdutl') : expected, argv0)
  }
})

test('bytes that are no UTF-8 pass through arguments and standard input as they are', async (t) => {
  const server = await serve(t)
  const bytes = Buffer.from([0xc3, 0xff, 0x20, 0x80, 0xf0, 0x90, 0xef, 0xbf, 0xbd, 0x6b])
  assert.equal((await runBin(['put', bytes, bytes, '--endpoints', server.endpoint])).code, 0)
  assert.equal((await runBin(['put', 'k', '--endpoints', server.endpoint], { stdin: bytes })).code, 0)
  const [first, second] = server.requests(KV.put)
  for (const part of [first?.key, first?.value, second?.value]) assert.deepEqual(Buffer.from(part ?? []), bytes)
})

test('a large value is read from a slow pipe and from a file', async (t) => {
  const server = await serve(t)
  const value = Buffer.alloc(1.5 * megabyte, 'some text\0\xff', 'latin1')
  const args = ['put', 'k', '--endpoints', server.endpoint]
  const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'ignore'], timeout: 120_000 })
  const ended = once(child, 'close')
  for (let at = 0; at < value.length; at += megabyte / 2) {
    child.stdin.write(value.subarray(at, at + megabyte / 2))
    await sleep(100)
  }
  child.stdin.end()
  assert.deepEqual(await ended, [0, null])
  const path = join(temporaryFolder(t), 'value')
  writeFileSync(path, value)
  const reading = spawn(program, args, { stdio: [openSync(path, 'r'), 'ignore', 'ignore'], timeout: 120_000 })
  assert.deepEqual(await once(reading, 'close'), [0, null])
  const got = server.requests(KV.put).map((request) => Buffer.from(request.value).equals(value))
  assert.deepEqual(got, [true, true])
})

test('a reader that takes its time gets all of a large answer', async (t) => {
  const value = 'x'.repeat(8 * megabyte)
  const server = await serve(t, value)
  const args = ['get', 'k', '--print-value-only', '--endpoints', server.endpoint]
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'], timeout: 120_000 })
  const ended = once(child, 'close')
  await sleep(500)
  let size = 0
  for await (const chunk of child.stdout) {
    size += (chunk as Buffer).length
    if (size % 7 === 0) await sleep(1)
  }
  assert.equal(size, value.length + 1)
  assert.deepEqual(await ended, [0, null])
})

test('a reader that has enough ends the run with 141', async (t) => {
  const server = await serve(t, 'x'.repeat(8 * megabyte))
  const args = ['get', 'k', '--endpoints', server.endpoint]
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: 120_000 })
  const remarks: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => remarks.push(chunk))
  child.stdout.once('data', () => child.stdout.destroy())
  assert.deepEqual(await once(child, 'close'), [141, null])
  assert.equal(Buffer.concat(remarks).toString(), '')
})

test('a full disk is an error', { skip: process.platform !== 'linux' && 'no /dev/full' }, async (t) => {
  const server = await serve(t)
  const full = openSync('/dev/full', 'w')
  for (const args of [['version'], ['get', 'k', '--endpoints', server.endpoint]]) {
    const child = spawn(program, args, { stdio: ['ignore', full, 'pipe'], timeout: 120_000 })
    const remarks: Buffer[] = []
    child.stderr?.on('data', (chunk: Buffer) => remarks.push(chunk))
    assert.deepEqual(await once(child, 'close'), [1, null])
    assert.equal(Buffer.concat(remarks).toString(), 'Error: write: no space left on device\n')
  }
})

test('streams that are closed from the start do no harm', async (t) => {
  const server = await serve(t)
  const run = (words: string) =>
    runProcess('/bin/sh', ['-c', `"$0" ${words}`, program, server.endpoint], { env: { PATH: process.env.PATH } })
  const noInput = await run('get k --endpoints "$1" <&-')
  assert.deepEqual([noInput.code, noInput.stdout.toString()], [0, 'k\nv\n'])
  const noRemarks = await run('get k --endpoints "$1" 2>&-')
  assert.deepEqual([noRemarks.code, noRemarks.stdout.toString()], [0, 'k\nv\n'])
})

const noRoute = (() => {
  try {
    execFileSync('unshare', ['-rn', 'true'], { stdio: 'ignore' })
    return false
  } catch {
    return 'no network namespace can be made here'
  }
})()

test('an address without a route is not said to refuse connections', { skip: noRoute }, async () => {
  for (const [endpoint, cause] of [
    ['10.1.1.1:2379', 'network is unreachable'],
    ['localhost:2379', 'network is unreachable'],
    ['[2001:db8::1]:2379', 'cannot assign requested address'],
  ] as const) {
    const args = ['-rn', program, 'get', 'k', '--endpoints', endpoint, '--command-timeout=1s']
    const run = await runProcess('unshare', args, { env: { PATH: process.env.PATH } })
    const remark = `${endpoint}: TCP: ${cause}; check the address and the network\n`
    assert.equal(run.stderr.toString(), `${remark}Error: context deadline exceeded\n`)
    assert.equal(run.code, 1)
  }
})

test('a name that can be no name is no host', async () => {
  const run = await runBin(['get', 'k', '--command-timeout=1s', '--endpoints', Buffer.from('a\xffb:1', 'latin1')])
  assert.match(run.stderr, /: name: no such host; check the host name and the DNS server\n/)
})

test('a server that speaks only an old TLS is told from one that wants a certificate', async (t) => {
  const { server: identity } = createCertificates(temporaryFolder(t))
  const [cert, key] = [readFileSync(identity.cert), readFileSync(identity.key)]
  const versions = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
  const server = createServer({ cert, key, ...versions }).listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const run = await runBin(['get', 'k', `--endpoints=https://127.0.0.1:${port}`, '--command-timeout=3s'])
  assert.match(run.stderr, /: TLS: the server speaks no TLS 1\.2 or newer; check the versions that the server allows\n/)
})
