import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { KV } from '../../src/rpc/services.ts'
import { header, keyValue } from '../commands/samples.ts'
import { answer, startFakeServer } from '../support/fake-server.ts'
import { isExecutable, ourProgram } from '../support/our-program.ts'
import { runProcess } from '../support/run-process.ts'

const env = { PATH: process.env.PATH }
const isLinux = process.platform === 'linux'

async function setUp(t: TestContext) {
  const server = (await startFakeServer(t)).on(KV.range, [answer({ kvs: [keyValue('k', 'v')], count: 1n })])
  const folder = mkdtempSync(join(tmpdir(), 'conditions-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  /** Runs a program once the shell has made its surroundings. */
  const runIn = async (surroundings: string, ...words: string[]) => {
    const shell = ['-c', `${surroundings} && exec "$@"`, 'sh', ...words]
    const { code, stdout, stderr } = await runProcess('/bin/sh', shell, { env, cwd: folder, killAfterMs: 60_000 })
    return { code, stdout: stdout.toString(), stderr: stderr.toString() }
  }
  const get = [ourProgram('etcdctl'), '--endpoints', server.endpoint, 'get', 'k']
  return { folder, get, runIn, server }
}

const found = { code: 0, stdout: 'k\nv\n', stderr: '' }
const deleted = 'mkdir deleted && cd deleted && rmdir ../deleted'

test('a working directory that was deleted does not matter', { skip: !isLinux }, async (t) => {
  const { get, runIn } = await setUp(t)
  assert.deepEqual(await runIn(deleted, ...get), found)
  const utl = await runIn(deleted, ourProgram('etcdutl'), 'snapshot', 'status', 'db')
  assert.deepEqual(utl, { code: 1, stdout: '', stderr: 'Error: stat db: no such file or directory\n' })
})

test('nothing is written for a name in a working directory that was deleted', { skip: !isLinux }, async (t) => {
  const { get, runIn } = await setUp(t)
  const save = [...get.slice(0, 3), 'snapshot', 'save', 'db']
  const stderr = 'Error: could not open db.part (open db.part: no such file or directory)\n'
  assert.deepEqual(await runIn(deleted, ...save), { code: 5, stdout: '', stderr })
})

test('a working directory that nobody may enter or read does not matter', { skip: !isLinux }, async (t) => {
  const { get, runIn } = await setUp(t)
  assert.deepEqual(await runIn('mkdir closed && cd closed && chmod 0 .', ...get), found)
})

/** As many as are written at once, by what wants ten gigabytes of addresses under node. */
test('many keys are printed in little address space', { skip: !isLinux }, async (t) => {
  const { get, runIn, server } = await setUp(t)
  const kvs = Array.from({ length: 1000 }, (_, at) => keyValue(`k${at}`, `v${at}`))
  server.on(KV.range, () => answer({ header, kvs, count: 1000n }))
  const addresses = isExecutable ? 1_000_000 : 4_000_000
  for (const [format, expected] of [
    ['simple', kvs.map(({ key, value }) => `${Buffer.from(key)}\n${Buffer.from(value)}\n`).join('')],
    ['json', await printed(get, 'json')],
    ['fields', await printed(get, 'fields')],
  ]) {
    const run = await runIn(`ulimit -v ${addresses}`, ...get, '--prefix', '-w', format ?? '')
    assert.deepEqual(run, { code: 0, stdout: expected, stderr: '' })
  }

  async function printed(words: readonly string[], format: string): Promise<string> {
    const { code, stdout } = await runIn('true', ...words, '--prefix', '-w', format)
    assert.equal(code, 0)
    return stdout
  }
})

function namespaceProblem(): string | false {
  if (!isLinux) return 'no /proc here'
  const made = spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs none /proc'], { stdio: 'ignore' })
  return made.status === 0 ? false : 'no right to hide /proc'
}

test('without /proc it works, or one line says so', { skip: namespaceProblem() }, async (t) => {
  const { get, runIn } = await setUp(t)
  const hidden = ['unshare', '-rm', 'sh', '-c', 'mount -t tmpfs none /proc && exec "$@"', 'sh']
  const run = await runIn('true', ...hidden, ...get)
  if (!isExecutable || process.arch !== 'x64') return assert.deepEqual(run, found)
  const stderr =
    'Error: this executable needs /proc and a working directory that exists: provide them, or use the program under Node\n'
  assert.deepEqual(run, { code: 1, stdout: '', stderr })
})

test('the surroundings that hosts and containers lack do not matter', { skip: !isLinux }, async (t) => {
  const { get, runIn } = await setUp(t)
  for (const surroundings of [
    'unset HOME',
    'export HOME=/nonexistent TMPDIR=/nonexistent',
    'export LC_ALL=nosuch TZ=nosuch/zone',
    'ulimit -n 32',
    'ulimit -l 0',
    'exec <&-',
  ]) {
    assert.deepEqual(await runIn(surroundings, ...get), found, surroundings)
  }
})
