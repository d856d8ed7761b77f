import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { KV } from '../../src/rpc/services.ts'
import { answer, startFakeServer } from '../support/fake-server.ts'
import { ourProgram } from '../support/our-program.ts'
import { freePort } from '../support/ports.ts'
import { runBin } from '../support/run-bin.ts'
import { runCli } from '../support/run-cli.ts'
import { openTerminal, terminalProblem } from '../support/terminal.ts'

const skip = (await terminalProblem()) ?? false

const commands = [
  ['lock', 'l'],
  ['elect', 'e', 'me'],
  ['watch', 'k'],
  ['lease', 'keep-alive', '--once', '1f'],
  ['lease', 'list'],
  ['lease', 'timetolive', '1f'],
  ['elect', 'e', '--listen'],
  ['user', 'list'],
  ['user', 'get', 'u'],
  ['user', 'add', 'u:p'],
  ['user', 'delete', 'u'],
  ['user', 'grant-role', 'u', 'r'],
  ['user', 'revoke-role', 'u', 'r'],
  ['role', 'list'],
  ['role', 'get', 'r'],
  ['role', 'add', 'r'],
  ['role', 'delete', 'r'],
  ['role', 'grant-permission', 'r', 'read', 'k'],
  ['role', 'revoke-permission', 'r', 'k'],
  ['check', 'perf'],
  ['check', 'datascale'],
]

/** A place for a file that is never made. */
const path = join(tmpdir(), `no-snapshot-${process.pid}.db`)

const commandsWithProgress = [
  ['snapshot', 'save', path],
  ['make-mirror', '127.0.0.1:1'],
]

/** Starts the command at a terminal, at an endpoint that refuses it, and waits until the text is shown. */
async function shows(t: TestContext, words: readonly string[], text: (endpoint: string) => string): Promise<void> {
  const endpoint = `127.0.0.1:${await freePort()}`
  const terminal = openTerminal(t, [ourProgram('etcdctl'), ...words, `--endpoints=${endpoint}`])
  await terminal.waitFor(text(endpoint))
  await terminal.waitFor(`${endpoint}: TCP: connection refused; `)
  terminal.type('\x03')
  await terminal.ended
}

const waiting = (endpoint: string): string => `waiting for a server at ${endpoint}\r\n`

test('what waits for as long as it takes tells a person what for, and why', { skip, concurrency: 6 }, async (t) => {
  await Promise.all([
    ...commands.map((words) => t.test(words.join(' '), (each) => shows(each, words, waiting))),
    ...commandsWithProgress.map((words) =>
      t.test(words.slice(0, 1).join(' '), (each) => shows(each, words, () => 'no answer yet; ')),
    ),
  ])
})

test('--debug shows connections and calls on standard error, without a pin only', async () => {
  const args = ['get', 'k', '--debug', '--command-timeout=4s', `--endpoints=127.0.0.1:${await freePort()}`]
  const plain = await runBin(args)
  assert.match(plain.stderr, /^debug: [\d.]+ms 127\.0\.0\.1:\d+: connecting$/m)
  assert.match(plain.stderr, /^debug: [\d.]+ms 127\.0\.0\.1:\d+: TCP: connection refused/m)
  assert.match(plain.stderr, /\nError: context deadline exceeded\n$/)
  const pinned = await runBin(args, { env: { ETCDCTL_COMPAT: '3.5' } })
  assert.doesNotMatch(pinned.stderr, /^debug: /m)
})

test('a command ends only when all lines of --debug are written, up to the end of its last call', async (t) => {
  const server = await startFakeServer(t)
  server.on(KV.range, [answer({})])
  let [begun, written] = [0, 0]
  const onWrite = async (stream: 'stdout' | 'stderr'): Promise<void> => {
    if (stream === 'stdout') return
    begun++
    await sleep(50)
    written++
  }
  const args = ['get', 'k', '--prefix', '--debug', `--endpoints=${server.endpoint}`]
  const { stderr } = await runCli(args, { onWrite, terminals: [] })
  assert.equal(written, begun)
  assert.match(stderr, /^debug: [\d.]+ms 127\.0\.0\.1:\d+: \/etcdserverpb\.KV\/Range: all was read after [\d.]+ms$/m)
})
