import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { TerminalText } from '../../src/base/terminal-text.ts'
import { offlineMain } from '../../src/etcdutl/main.ts'
import { KV } from '../../src/rpc/services.ts'
import { writeDatabase } from '../etcdutl/sample-data-dir.ts'
import { startFakeServer } from '../support/fake-server.ts'
import { hostileWord, startHostileRefusals, startHostileServer } from '../support/hostile.ts'
import { ourProgram } from '../support/our-program.ts'
import { type CliRunBytes, type RunOptions, runCli, runCliBytes } from '../support/run-cli.ts'
import { runProcess } from '../support/run-process.ts'
import { openTerminal, terminalProblem } from '../support/terminal.ts'

const bin = ourProgram('etcdctl')
const skip = (await terminalProblem()) ?? false
const terminals = ['stdout', 'stderr'] as const
// the bytes are looked for, so they must not be spelt in the pattern
const steering = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd]/

/** Every command that ends by itself, with words of the user's own that are hostile too. */
const commands: readonly (readonly string[])[] = [
  ['get', hostileWord],
  ['get', 'k', '--keys-only'],
  ['get', 'k', '--print-value-only'],
  ['put', 'k', 'v', '--prev-kv'],
  ['del', 'k', '--prev-kv'],
  ['txn'],
  ['compaction', '1'],
  ['alarm', 'list'],
  ['alarm', 'disarm'],
  ['defrag'],
  ['endpoint', 'health'],
  ['endpoint', 'health', '--cluster'],
  ['endpoint', 'status'],
  ['endpoint', 'hashkv'],
  ['move-leader', '1'],
  ['watch', 'k', '--prev-kv'],
  ['lease', 'grant', '5'],
  ['lease', 'revoke', '1'],
  ['lease', 'timetolive', '1', '--keys'],
  ['lease', 'list'],
  ['lease', 'keep-alive', '1', '--once'],
  ['member', 'add', hostileWord, '--peer-urls=http://a:1'],
  ['member', 'remove', '1'],
  ['member', 'update', '1', '--peer-urls=http://a:1'],
  ['member', 'list'],
  ['member', 'promote', '1'],
  ['auth', 'status'],
  ['auth', 'disable'],
  ['user', 'add', `${hostileWord}:pw`],
  ['user', 'delete', hostileWord],
  ['user', 'get', hostileWord],
  ['user', 'get', hostileWord, '--detail'],
  ['user', 'list'],
  ['user', 'grant-role', 'u', hostileWord],
  ['user', 'revoke-role', 'u', hostileWord],
  ['role', 'add', hostileWord],
  ['role', 'delete', hostileWord],
  ['role', 'get', hostileWord],
  ['role', 'list'],
  ['role', 'grant-permission', 'r', 'read', hostileWord],
  ['role', 'revoke-permission', 'r', hostileWord],
  ['downgrade', 'validate', hostileWord],
  // mistakes, in the user's words
  [hostileWord],
  ['get', `--${hostileWord}`],
  ['get', 'k', '-w', hostileWord],
  ['get', 'k', `--order=${hostileWord}`],
  ['lease', 'revoke', hostileWord],
  ['help', hostileWord],
  ['get', 'k', '--cacert', `/missing/${hostileWord}`],
]

const formats = ['simple', 'json', 'fields', 'protobuf', 'table']
const stdin = `\nput k v\nget "${hostileWord}"\n\n\n`

function escaped(bytes: Uint8Array): string {
  const text = new TerminalText({ isDimmed: false })
  return Buffer.concat([text.add(bytes), text.end()]).toString()
}

interface Runs {
  readonly piped: CliRunBytes
  readonly shown: CliRunBytes
  readonly raw: CliRunBytes
}

/** The same command line into pipes, on a terminal, and on one with `--raw`. */
async function runs(args: readonly string[], options: RunOptions, program?: typeof offlineMain): Promise<Runs> {
  const piped = await runCliBytes(args, options, program)
  const shown = await runCliBytes(args, { ...options, terminals }, program)
  const env = { ...options.env, ETCDCTL_RAW: 'true' }
  const raw = await runCliBytes(args, { ...options, env, terminals }, program)
  return { piped, shown, raw }
}

/** What takes as long as it takes in each run. */
function timeless(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/[\d.]+(ns|\xc2\xb5s|ms|s)\b/g, 'T')
    .replace(/"ts":"[^"]*"|^[-\d]+ [\d:.]+ |^[-\d]+T[\d:.]+Z/gm, '')
}

function check(name: string, { piped, shown, raw }: Runs, isTable = false): void {
  for (const stream of terminals) {
    assert.doesNotMatch(shown[stream].toString(), steering, `${name}: ${stream}`)
    // a duration changes the width of its column
    if (isTable && name.includes('health')) continue
    assert.equal(timeless(raw[stream]), timeless(piped[stream]), `${name}: ${stream} with --raw`)
    if (isTable) continue
    const expected = Buffer.from(escaped(piped[stream]))
    assert.equal(timeless(shown[stream]), timeless(expected), `${name}: ${stream}, all but the escapes is the same`)
  }
  assert.deepEqual([shown.code, raw.code], [piped.code, piped.code], name)
}

test('no command lets an answer steer the terminal, in any format', async (t) => {
  const server = await startHostileServer(t)
  const env = { NO_COLOR: '1', ETCDCTL_COMPAT: '3.7' }
  let hostile = 0
  for (const args of commands) {
    for (const format of formats) {
      const line = [...args, ...(args.includes('-w') ? [] : ['-w', format]), '--endpoints', server.endpoint]
      const all = await runs(line, { env, stdin })
      check(`${args.join(' ')} -w ${format}`, all, format === 'table')
      if (terminals.some((stream) => steering.test(all.piped[stream].toString()))) hostile++
    }
  }
  t.diagnostic(`${commands.length * formats.length} command lines, ${hostile} of them hostile`)
  assert.ok(hostile >= 90, `${hostile} command lines had something to escape`)
})

test('no command lets a refusal steer the terminal', async (t) => {
  const server = await startHostileRefusals(t)
  let hostile = 0
  for (const args of [...commands, ['snapshot', 'save', '/nowhere/x'], ['elect', '-l', 'e'], ['lock', 'l']]) {
    for (const release of ['3.4', '3.7']) {
      const env = { NO_COLOR: '1', ETCDCTL_COMPAT: release }
      const all = await runs([...args, '--endpoints', server.endpoint], { env, stdin })
      check(args.join(' '), all)
      if (steering.test(all.piped.stderr.toString())) hostile++
    }
  }
  assert.ok(hostile >= 60, `${hostile} refusals had something to escape`)
})

test('a table keeps its borders in line around escapes', async (t) => {
  const server = await startHostileServer(t)
  for (const [args, release] of [
    [['member', 'list'], 'auto'],
    [['member', 'list'], '3.7'],
    [['endpoint', 'status'], 'auto'],
  ] as const) {
    const env = { ETCDCTL_COMPAT: release, NO_COLOR: '1' }
    const { stdout } = await runCli([...args, '-w', 'table', '--endpoints', server.endpoint], { env, terminals })
    const widths = stdout
      .trimEnd()
      .split('\n')
      .map((line) => [...line.replaceAll('\t', '    ')].length)
    assert.equal(new Set(widths).size, 1, stdout)
    assert.match(stdout, /\\x1b\]0;owned/)
  }
})

test('escapes are dimmed where colours are welcome', async (t) => {
  const server = await startHostileServer(t)
  const args = ['get', 'k', '--print-value-only', '--endpoints', server.endpoint]
  const plain = await runCli(args, { env: { NO_COLOR: '1' }, terminals })
  for (const [env, isDimmed] of [
    [{}, true],
    [{ NO_COLOR: '' }, true],
    [{ CLICOLOR: '1' }, true],
    [{ NO_COLOR: '1' }, false],
    [{ CLICOLOR: '0' }, false],
    [{ TERM: 'dumb' }, false],
    [{ ETCDCTL_COMPAT: '3.5' }, true],
  ] as const) {
    const { stdout } = await runCli(args, { env, terminals })
    assert.equal(stdout.includes('\x1b[2m\\x1b\x1b[22m]0;owned\x1b[2m\\x07'), isDimmed, JSON.stringify(env))
    assert.equal(stdout.replaceAll('\x1b[2m', '').replaceAll('\x1b[22m', ''), plain.stdout)
  }
})

test('Error: is red on a terminal where colours are welcome, and plain under a pin', async () => {
  const red = '\x1b[31mError:\x1b[39m unknown flag'
  for (const [env, start] of [
    [{}, red],
    [{ NO_COLOR: '' }, red],
    [{ NO_COLOR: '1' }, 'Error: unknown flag'],
    [{ CLICOLOR: '0' }, 'Error: unknown flag'],
    [{ TERM: 'dumb' }, 'Error: unknown flag'],
    ...['3.4', '3.5', '3.6', '3.7', '3.5.30'].map((pin) => [{ ETCDCTL_COMPAT: pin }, 'Error: unknown flag'] as const),
  ] as const) {
    const env2 = { ETCDCTL_ENDPOINTS: '127.0.0.1:1', ...env }
    const { stderr } = await runCli(['get'], { env: env2, terminals })
    const expected = start.replace(
      'unknown flag',
      'get command needs one argument as key and an optional argument as range_end',
    )
    assert.equal(stderr, `${expected}\n`, JSON.stringify(env))
    assert.equal((await runCli(['get'], { env: env2 })).stderr.startsWith('Error: get'), true)
  }
})

test('--raw and ETCDCTL_RAW are known to both programs, and words after -- are no flags', async (t) => {
  const server = await startHostileServer(t)
  const at = ['--endpoints', server.endpoint]
  const bytesOf = async (args: readonly string[], env = {}) =>
    (await runCliBytes(args, { env: { NO_COLOR: '1', ...env }, terminals })).stdout.toString('latin1')
  const get = ['get', 'k', '--print-value-only', ...at]
  const [shown, raw] = [await bytesOf(get), (await runCliBytes(get)).stdout.toString('latin1')]
  assert.notEqual(shown, raw)
  assert.equal(await bytesOf([...get, '--raw']), raw)
  assert.equal(await bytesOf(['--raw=true', ...get]), raw)
  assert.equal(await bytesOf([...get, '--raw=false'], { ETCDCTL_RAW: '1' }), shown)
  assert.equal(await bytesOf(get, { ETCDCTL_RAW: 'false' }), shown)
  assert.equal(await bytesOf(get, { ETCDCTL_RAW: 'nonsense' }), shown)
  assert.equal(await bytesOf(['get', '--print-value-only', ...at, '--', '--raw']), shown)
  const piped = await runCli([...get, '--raw'], { env: { ETCDCTL_RAW: 'true', ETCDCTL_COMPAT: '3.4' } })
  assert.deepEqual([piped.code, piped.stderr], [0, ''])
})

function folderWithDatabase(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'terminal-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const dataDir = join(folder, `\x1b[31m\u202edata\r`)
  mkdirSync(dataDir)
  writeDatabase(join(dataDir, 'member', 'snap', 'db'))
  return dataDir
}

test('etcdutl lets neither files nor their names steer the terminal', async (t) => {
  const dataDir = folderWithDatabase(t)
  const db = join(dataDir, 'member', 'snap', 'db')
  const env = { NO_COLOR: '1', ETCDCTL_COMPAT: '3.6' }
  let hostile = 0
  for (const args of [
    ['snapshot', 'status', db],
    ['snapshot', 'verify', db],
    ['snapshot', 'restore', `${db}\x1b[2J`],
    ['hashkv', `${db}\x1b[2J`],
    ['hash', db],
    ['list-bucket', db],
    ['iterate-bucket', db, 'key'],
    ['iterate-bucket', db, 'key', '--decode'],
    ['iterate-bucket', db, hostileWord],
    ['scan-keys', db, '0'],
    ['dump-logs', dataDir],
    ['dump-logs', dataDir, '--raw'],
    ['defrag', '--data-dir', `${dataDir}\x1b`],
    ['migrate', '--data-dir', `${dataDir}\x1b`, '--target-version', '3.5'],
    [hostileWord],
  ]) {
    const all = await runs(args, { env }, offlineMain)
    check(args.join(' '), all)
    if (terminals.some((stream) => steering.test(all.piped[stream].toString()))) hostile++
  }
  assert.ok(hostile >= 7, `${hostile} command lines had something to escape`)
})

test('on a real terminal nothing of an answer or a refusal steers it', { skip }, async (t) => {
  const [answers, refusals] = [await startHostileServer(t), await startHostileRefusals(t)]
  for (const args of [
    ['get', 'k'],
    ['get', 'k', '-w', 'protobuf'],
    ['watch', 'k'],
    ['member', 'list'],
    ['member', 'list', '-w', 'table'],
    ['endpoint', 'status'],
    ['role', 'get', 'r'],
    ['user', 'list'],
    ['lease', 'timetolive', '1', '--keys'],
  ]) {
    for (const server of [answers, refusals]) {
      const env = { NO_COLOR: '1', ETCDCTL_ENDPOINTS: server.endpoint }
      const terminal = openTerminal(t, [bin, ...args], { env })
      const { code } = await terminal.ended
      const screen = terminal.bytes.toString().replaceAll('\r\n', '\n')
      assert.doesNotMatch(screen, steering, args.join(' '))
      assert.match(screen, /\\x1b\]0;owned\\x07/, args.join(' '))
      const raw = openTerminal(t, [bin, ...args, '--raw'], { env })
      assert.equal((await raw.ended).code, code)
      const piped = await runProcess(bin, args, { env })
      const both = Buffer.concat([piped.stdout, piped.stderr]).toString('latin1').replaceAll('\n', '\r\n')
      assert.equal(raw.bytes.toString('latin1'), both, `${args.join(' ')} --raw`)
    }
  }
})

test('each stream is judged by itself', { skip }, async (t) => {
  const server = await startHostileServer(t)
  const file = join(folderWithDatabase(t), 'out')
  const env = { NO_COLOR: '1', ETCDCTL_ENDPOINTS: server.endpoint }
  const terminal = openTerminal(t, ['/bin/sh', '-c', `"$0" get k > "$1"; "$0" get k --no-such`, bin, file], { env })
  await terminal.ended
  assert.deepEqual(readFileSync(file), (await runProcess(bin, ['get', 'k'], { env })).stdout)
  assert.match(terminal.screen, /^Error: unknown flag: --no-such\r\n/)
})

test('programs that a command starts write to the terminal themselves', { skip }, async (t) => {
  const server = await startHostileServer(t)
  const env = { ETCDCTL_ENDPOINTS: server.endpoint }
  const terminal = openTerminal(t, [bin, 'watch', 'k', '--', 'printf', 'a\\033[1mb\\r\\n'], { env })
  await terminal.ended
  assert.ok(terminal.screen.includes('a\x1b[1mb\r\r\n'), terminal.screen)
})

test('a character that comes in two pieces is shown as one', async (t) => {
  const server = await startFakeServer(t)
  const value = Buffer.from('\u20ac'.repeat(100_000))
  const kv = { key: Buffer.from('k'), value, createRevision: 1n, modRevision: 1n, version: 1n, lease: 0n }
  server.on(KV.range, () => ({ kind: 'messages', messages: [{ kvs: [kv], count: 1n }] }))
  for (const format of ['simple', 'protobuf']) {
    const args = ['get', 'k', '-w', format, '--endpoints', server.endpoint]
    const { stdout } = await runCli(args, { env: { NO_COLOR: '1' }, terminals })
    assert.equal(stdout.split('\u20ac').length - 1, 100_000)
  }
})

test('a word of the user that is no UTF-8 comes back as its bytes in an error, escaped on a terminal', async () => {
  const args = ['get', '--x\udcff']
  const piped = await runCliBytes(args, { env: { ETCDCTL_COMPAT: '3.7' } })
  assert.ok(piped.stderr.includes(Buffer.from('Error: unknown flag: --x\xff\n', 'latin1')), String(piped.stderr))
  const shown = await runCliBytes(args, { env: { ETCDCTL_COMPAT: '3.7', NO_COLOR: '1' }, terminals })
  assert.ok(shown.stderr.includes('Error: unknown flag: --x\\xff\n'), String(shown.stderr))
})
