import assert from 'node:assert/strict'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  createReadStream,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SnapshotResponse } from '../../../src/rpc/messages.ts'
import { Maintenance } from '../../../src/rpc/services.ts'
import { answer, answerThen, type Reply, stall } from '../../support/fake-server.ts'
import { ourProgram } from '../../support/our-program.ts'
import { runCli, runCliBytes } from '../../support/run-cli.ts'
import { runProcess } from '../../support/run-process.ts'
import { parts, serveSnapshot, whole } from './sample.ts'

const isWindows = process.platform === 'win32' ? 'no pipes with names, no devices in folders' : false

async function setUp(t: TestContext, reply?: Reply<SnapshotResponse>) {
  const { server, folder } = await serveSnapshot(t, reply)
  const args = (path: string, ...flags: string[]) => [
    '--endpoints',
    server.endpoint,
    'snapshot',
    'save',
    path,
    ...flags,
  ]
  return { server, folder, args }
}

test('a pipe with a name gets the bytes and stays a pipe', { skip: isWindows }, async (t) => {
  const { folder, args } = await setUp(t)
  const pipe = join(folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  symlinkSync('pipe', join(folder, 'link'))
  for (const path of [pipe, join(folder, 'link')]) {
    const read = createReadStream(pipe).toArray()
    const run = await runCli(args(path))
    assert.deepEqual(run, { code: 0, stdout: `Snapshot saved at ${path}\nServer version 3.6.0\n`, stderr: '' })
    assert.deepEqual(Buffer.concat(await read), whole)
  }
  assert.ok(lstatSync(pipe).isFIFO())
  assert.deepEqual(readdirSync(folder), ['link', 'pipe'])
})

test('a snapshot on standard output is all there is on it', async (t) => {
  const { folder, args } = await setUp(t)
  for (const path of ['-', '/dev/fd/1', '/proc/self/fd/1']) {
    const { code, stdout, stderr } = await runCliBytes(args(path))
    assert.deepEqual([code, stderr.toString()], [0, ''])
    assert.deepEqual(stdout, whole)
  }
  assert.deepEqual(readdirSync(folder), [])
})

test('standard output that is a file gets the snapshot in every way to name it', { skip: isWindows }, async (t) => {
  const { folder, args } = await setUp(t)
  const path = join(folder, 'db')
  for (const name of ['-', '/dev/fd/1', '/proc/self/fd/1']) {
    const child = spawn('sh', ['-c', 'exec "$@" > "$0"', path, ourProgram('etcdctl'), ...args(name)])
    assert.deepEqual(await once(child, 'close'), [0, null], name)
    assert.deepEqual(readFileSync(path), whole)
  }
  assert.deepEqual(readdirSync(folder), ['db'])
})

/** Should it ever be replaced by a file, then not that of the machine which tests as root. */
const ownDevices = 'mount -t tmpfs none /dev && ln -s /proc/self/fd/1 /dev/stdout && "$@" && test -L /dev/stdout'
const noNamespace = spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs none /dev']).status !== 0

test('/dev/stdout is standard output and stays a link', { skip: noNamespace && 'no /dev of its own' }, async (t) => {
  const { args } = await setUp(t)
  const words = ['-rm', 'sh', '-c', ownDevices, 'sh', ourProgram('etcdctl'), ...args('/dev/stdout')]
  const run = await runProcess('unshare', words, { env: { PATH: process.env.PATH }, killAfterMs: 60_000 })
  assert.deepEqual([run.code, run.stderr.toString()], [0, ''])
  assert.deepEqual(run.stdout, whole)
})

test('a snapshot that is cut or damaged on its way to standard output is no success', async (t) => {
  const { server, args } = await setUp(t)
  const damaged = [...parts.slice(0, 2), { blob: Buffer.alloc(32) }]
  for (const [reply, message] of [
    [answer<SnapshotResponse>(...parts.slice(0, 2)), /^Error: sha256 checksum not found \[bytes: 4096\]\n$/],
    [answer<SnapshotResponse>(...damaged), /^Error: snapshot is damaged: its sha256 is /],
    [
      answerThen(parts.slice(0, 1), 'Unknown', 'disk gone'),
      /Error: could not write snapshot: rpc error: .* disk gone\n$/,
    ],
  ] as const) {
    server.on(Maintenance.snapshot, [reply])
    const { code, stderr } = await runCliBytes(args('-'))
    assert.equal(code, 5)
    assert.match(stderr.toString(), message)
  }
})

test('a reader that is gone ends it as it ends any output', async (t) => {
  const { args } = await setUp(t)
  const { code, stderr } = await runCli(args('-'), { closed: ['stdout'] })
  assert.deepEqual([code, stderr], [141, ''])
})

test('a terminal is no place for a snapshot', async (t) => {
  const { server, args } = await setUp(t)
  const run = await runCli(args('-'), { terminals: ['stdout'] })
  const stderr = 'Error: standard output is a terminal: redirect it to a file or a pipe\n'
  assert.deepEqual(run, { code: 5, stdout: '', stderr })
  assert.deepEqual(server.calls, [])
})

test('a standard output that is closed takes no snapshot, /dev/null does', {
  skip: process.platform !== 'linux',
}, async (t) => {
  const { args } = await setUp(t)
  for (const [redirection, code, message] of [
    ['>&-', 5, 'Error: standard output is closed: redirect it to a file or a pipe\n'],
    ['>/dev/null', 0, ''],
  ] as const) {
    const child = spawn('sh', ['-c', `exec "$0" "$@" ${redirection}`, ourProgram('etcdctl'), ...args('-')])
    const said = child.stderr.toArray()
    assert.deepEqual(await once(child, 'close'), [code, null])
    assert.equal(Buffer.concat(await said).toString(), message)
  }
})

test('a device or a socket is refused before the server is asked, and stays what it is', {
  skip: isWindows,
}, async (t) => {
  const { server, folder, args } = await setUp(t)
  const link = join(folder, 'link')
  symlinkSync('/dev/null', link)
  const socket = join(folder, 'socket')
  const listener = createServer().listen(socket)
  await once(listener, 'listening')
  t.after(() => listener.close())
  for (const [path, what] of [
    [link, 'device'],
    [socket, 'socket'],
  ] as const) {
    const stderr = `Error: could not open ${path}: it is a ${what}, and a snapshot goes to a file, a pipe or standard output\n`
    assert.deepEqual(await runCli(args(path)), { code: 5, stdout: '', stderr })
  }
  assert.equal(readlinkSync(link), '/dev/null')
  assert.ok(lstatSync(socket).isSocket())
  assert.deepEqual(server.calls, [])
})

test('a link to a file gives way and the file stays, as in the original', async (t) => {
  const { folder, args } = await setUp(t)
  writeFileSync(join(folder, 'old'), 'old')
  for (const [name, to] of [
    ['to-file', 'old'],
    ['to-nothing', 'nosuch'],
  ] as const) {
    const path = join(folder, name)
    symlinkSync(to, path)
    assert.equal((await runCli(args(path))).code, 0)
    assert.ok(lstatSync(path).isFile())
    assert.deepEqual(readFileSync(path), whole)
  }
  assert.equal(readFileSync(join(folder, 'old'), 'utf8'), 'old')
  assert.ok(!existsSync(join(folder, 'nosuch')))
})

test('a pipe in place of the part file is nobody’s leftover', { skip: isWindows }, async (t) => {
  const { folder, args } = await setUp(t)
  const path = join(folder, 'db')
  execFileSync('mkfifo', [`${path}.part`])
  const stderr = `Error: could not open ${path}.part (open ${path}.part: file exists)\n`
  assert.deepEqual(await runCli(args(path)), { code: 5, stdout: '', stderr })
  assert.ok(lstatSync(`${path}.part`).isFIFO())
})

test('no signal that ends it leaves a part file', { skip: isWindows }, async (t) => {
  const { folder, args } = await setUp(t, stall)
  const path = join(folder, 'db')
  for (const name of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) {
    const child = spawn(ourProgram('etcdctl'), args(path), { stdio: ['ignore', 'ignore', 'pipe'] })
    const said = child.stderr.toArray()
    const ended = once(child, 'close')
    while (!existsSync(`${path}.part`)) await sleep(20)
    child.kill(name)
    assert.deepEqual(await ended, [5, null])
    assert.equal(Buffer.concat(await said).toString(), `Error: interrupted by ${name}\n`)
    assert.deepEqual(readdirSync(folder), [])
  }
})

test('a file that grows beyond what is allowed is named with its part, and goes', { skip: isWindows }, async (t) => {
  const { folder, args } = await setUp(t)
  const path = join(folder, 'db')
  for (const [release, before] of [
    ['3.4', ''],
    ['3.5', ''],
    ['3.6', 'could not write snapshot: '],
    ['3.7', 'could not write snapshot: '],
  ] as const) {
    const line = 'ulimit -f 2 && exec "$0" "$@"'
    const env = { PATH: process.env.PATH, ETCDCTL_COMPAT: release }
    const child = spawn('bash', ['-c', line, ourProgram('etcdctl'), ...args(path)], { env })
    const said = child.stderr.toArray()
    assert.deepEqual(await once(child, 'close'), [5, null])
    const lines = Buffer.concat(await said)
      .toString()
      .trimEnd()
      .split('\n')
    assert.equal(lines.at(-1), `Error: ${before}write ${path}.part: file too large`)
    assert.deepEqual(readdirSync(folder), [])
  }
})

test('a folder of the name stays, with what is in it', async (t) => {
  const { folder, args } = await setUp(t)
  const path = join(folder, 'db')
  mkdirSync(path)
  writeFileSync(join(path, 'kept'), '')
  assert.equal((await runCli(args(path))).code, 5)
  assert.deepEqual(readdirSync(path), ['kept'])
})
