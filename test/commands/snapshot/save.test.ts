import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SnapshotResponse } from '../../../src/rpc/messages.ts'
import { Maintenance } from '../../../src/rpc/services.ts'
import { answer, answerThen, cut, fail, type Reply, stall } from '../../support/fake-server.ts'
import { type RunOptions, runCli } from '../../support/run-cli.ts'
import { database, digest, parts, serveSnapshot } from './sample.ts'

async function setUp(t: TestContext, reply: Reply<SnapshotResponse> = answer<SnapshotResponse>(...parts)) {
  const { server, folder } = await serveSnapshot(t, reply)
  const path = join(folder, 'db')
  const save = (options: RunOptions = {}, ...flags: string[]) =>
    runCli(['--endpoints', server.endpoint, 'snapshot', 'save', path, ...flags], options)
  return { server, folder, path, save }
}

test('a snapshot is stored as it came, for its owner only', async (t) => {
  const { folder, path, save } = await setUp(t)
  const stdout = `Snapshot saved at ${path}\nServer version 3.6.0\n`
  assert.deepEqual(await save(), { code: 0, stdout, stderr: '' })
  assert.deepEqual(readFileSync(path), Buffer.concat([database, digest]))
  assert.equal(statSync(path).mode & 0o777, 0o600)
  assert.deepEqual(readdirSync(folder), ['db'])
})

test('the server version is shown since 3.6, when the server tells it', async (t) => {
  const { server, path, save } = await setUp(t)
  for (const [release, versions] of [
    ['3.4', ''],
    ['3.5', ''],
    ['3.6', 'Server version 3.6.0\n'],
    ['3.7', 'Server version 3.6.0\n'],
  ] as const) {
    const { stdout } = await save({ env: { ETCDCTL_COMPAT: release } })
    assert.equal(stdout, `Snapshot saved at ${path}\n${versions}`)
  }
  server.on(Maintenance.snapshot, [answer(...parts.map((part) => ({ ...part, version: '' })))])
  assert.equal((await save()).stdout, `Snapshot saved at ${path}\n`)
})

test('an earlier snapshot and a forgotten part file give way', async (t) => {
  const { folder, path, save } = await setUp(t)
  writeFileSync(path, 'old')
  writeFileSync(`${path}.part`, 'x'.repeat(10_000), { mode: 0o644 })
  assert.equal((await save()).code, 0)
  assert.deepEqual(readFileSync(path), Buffer.concat([database, digest]))
  assert.equal(statSync(path).mode & 0o777, 0o600)
  assert.deepEqual(readdirSync(folder), ['db'])
})

test('a stream that fails leaves the earlier snapshot and nothing else', async (t) => {
  const { server, folder, path, save } = await setUp(t)
  writeFileSync(path, 'old')
  const damaged = [...parts.slice(0, 2), { blob: Buffer.alloc(32) }]
  const cases: readonly (readonly [Reply<SnapshotResponse>, RegExp])[] = [
    [
      fail('PermissionDenied', 'etcdserver: permission denied'),
      /rpc error: code = PermissionDenied desc = etcdserver: per/,
    ],
    [
      answerThen(parts.slice(0, 2), 'Unknown', 'disk gone'),
      /could not write snapshot: rpc error: code = Unknown desc = disk/,
    ],
    [
      answerThen(parts.slice(0, 2), 'Unavailable', 'etcdserver: no leader'),
      /could not write snapshot: etcdserver: no leader/,
    ],
    [answer<SnapshotResponse>(...parts.slice(0, 2)), /sha256 checksum not found \[bytes: 4096\]/],
    [answer<SnapshotResponse>(...parts.slice(1)), /sha256 checksum not found \[bytes: 3128\]/],
    [
      answer<SnapshotResponse>(...damaged),
      /snapshot is damaged: its sha256 is [0-9a-f]{64}, the server announced 0{64}/,
    ],
    [answer<SnapshotResponse>(), /sha256 checksum not found \[bytes: 0\]/],
    [cut, /rpc error: code = \w+ desc = /],
  ]
  for (const [reply, message] of cases) {
    server.on(Maintenance.snapshot, [reply])
    const { code, stdout, stderr } = await save()
    assert.deepEqual([code, stdout], [5, ''])
    assert.match(stderr, new RegExp(`Error: ${message.source}`))
    assert.deepEqual(readdirSync(folder), ['db'])
    assert.equal(readFileSync(path, 'utf8'), 'old')
  }
})

test('up to 3.5 a later error has no prefix, and the first one is put into words', async (t) => {
  const { server, save } = await setUp(t, fail('PermissionDenied', 'etcdserver: permission denied'))
  const env = { ETCDCTL_COMPAT: '3.5' }
  assert.match((await save({ env })).stderr, /Error: etcdserver: permission denied\n$/)
  server.on(Maintenance.snapshot, [answerThen(parts.slice(0, 1), 'Unknown', 'disk gone')])
  assert.match((await save({ env })).stderr, /Error: rpc error: code = Unknown desc = disk gone\n$/)
})

test('an interrupt ends it with nothing left behind', async (t) => {
  const { folder, path, save } = await setUp(t, stall)
  for (const name of ['SIGINT', 'SIGTERM']) {
    const controller = new AbortController()
    const running = save({ interrupts: controller.signal })
    while (!existsSync(`${path}.part`)) await sleep(5)
    controller.abort(name)
    assert.deepEqual(await running, { code: 5, stdout: '', stderr: `Error: interrupted by ${name}\n` })
    assert.deepEqual(readdirSync(folder), [])
  }
})

test('only a timeout that was asked for ends the wait', async (t) => {
  const { folder, save } = await setUp(t, stall)
  for (const [env, flags] of [
    [{}, ['--command-timeout=200ms']],
    [{ ETCDCTL_COMMAND_TIMEOUT: '200ms' }, []],
  ] as const) {
    const { code, stderr } = await save({ env }, ...flags)
    assert.equal(code, 5)
    assert.match(stderr, /\nError: context deadline exceeded\n$/)
    assert.deepEqual(readdirSync(folder), [])
  }
})

test('a file that cannot be made is refused before the server is asked', async (t) => {
  const { server, folder, path } = await setUp(t)
  mkdirSync(path)
  writeFileSync(join(folder, 'file'), '')
  mkdirSync(join(folder, 'x.part'))
  const missing = join(folder, 'nosuch', 'db')
  const below = join(folder, 'file', 'db')
  const x = join(folder, 'x')
  for (const [target, message] of [
    [path, `could not rename ${path}.part to ${path} (rename ${path}.part ${path}: file exists)`],
    [missing, `could not open ${missing}.part (open ${missing}.part: no such file or directory)`],
    [below, `could not open ${below}.part (open ${below}.part: not a directory)`],
    [x, `could not open ${x}.part (open ${x}.part: is a directory)`],
  ] as const) {
    const run = await runCli(['--endpoints', server.endpoint, 'snapshot', 'save', target])
    assert.deepEqual(run, { code: 5, stdout: '', stderr: `Error: ${message}\n` })
  }
  assert.deepEqual(server.calls, [])
  assert.deepEqual(readdirSync(folder).sort(), ['db', 'file', 'x.part'])
})

test('the part file of another run is neither taken over nor removed', async (t) => {
  const { server, folder, path, save } = await setUp(t)
  server.on(Maintenance.snapshot, () => {
    rmSync(`${path}.part`)
    writeFileSync(`${path}.part`, 'of the other')
    return answer<SnapshotResponse>(...parts)
  })
  const stderr = `Error: ${path}.part has been replaced by another program\n`
  assert.deepEqual(await save(), { code: 5, stdout: '', stderr })
  assert.deepEqual(readdirSync(folder), ['db.part'])
})

test('there must be one endpoint', async () => {
  for (const [flag, list] of [
    ['--endpoints=127.0.0.1:1,127.0.0.1:2', '127.0.0.1:1 127.0.0.1:2'],
    ['--endpoints=', ''],
  ] as const) {
    const stderr = `Error: snapshot must be requested to one selected node, not multiple [${list}]\n`
    assert.deepEqual(await runCli([flag, 'snapshot', 'save', 'nosuch/db']), { code: 5, stdout: '', stderr })
  }
})

test('wrong arguments are refused in the words of the release', async () => {
  for (const args of [[], ['a', 'b']]) {
    const run = (release: string) => runCli(['snapshot', 'save', ...args], { env: { ETCDCTL_COMPAT: release } })
    const old = { code: 128, stdout: '', stderr: 'Error: snapshot save expects one argument\n' }
    const recent = { code: 128, stdout: '', stderr: 'Error: snapshot save expects one argument <filename>\n' }
    assert.deepEqual(await run('3.4'), old)
    assert.deepEqual(await run('3.5'), old)
    assert.deepEqual(await run('3.6'), recent)
    assert.deepEqual(await run('3.7'), recent)
  }
})

test('a terminal sees how much has come, and the line is gone at the end', async (t) => {
  const { path, save } = await setUp(t)
  const { stdout, stderr } = await save({ terminals: ['stderr'], env: { TERM: 'xterm' } })
  assert.equal(stdout, `Snapshot saved at ${path}\nServer version 3.6.0\n`)
  assert.match(stderr, /Fetching the snapshot: no answer yet/)
})
