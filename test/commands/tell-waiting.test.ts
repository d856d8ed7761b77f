import assert from 'node:assert/strict'
import test from 'node:test'
import { ourProgram } from '../support/our-program.ts'
import { freePort } from '../support/ports.ts'
import { runBin } from '../support/run-bin.ts'
import { openTerminal, terminalProblem } from '../support/terminal.ts'

const skip = (await terminalProblem()) ?? false

for (const words of [
  ['lock', 'l'],
  ['elect', 'e', 'me'],
  ['watch', 'k'],
  ['lease', 'keep-alive', '--once', '1f'],
]) {
  test(`${words.join(' ')} tells a person what it waits for and why`, { skip }, async (t) => {
    const endpoint = `127.0.0.1:${await freePort()}`
    const terminal = openTerminal(t, [ourProgram('etcdctl'), ...words, `--endpoints=${endpoint}`])
    await terminal.waitFor(`waiting for a server at ${endpoint}\r\n`)
    await terminal.waitFor(`${endpoint}: TCP: connection refused; `)
    terminal.type('\x03')
    await terminal.ended
  })
}

test('--debug shows connections and calls on standard error, without a pin only', async () => {
  const args = ['get', 'k', '--debug', '--command-timeout=4s', `--endpoints=127.0.0.1:${await freePort()}`]
  const plain = await runBin(args)
  assert.match(plain.stderr, /^debug: [\d.]+ms 127\.0\.0\.1:\d+: connecting$/m)
  assert.match(plain.stderr, /^debug: [\d.]+ms 127\.0\.0\.1:\d+: TCP: connection refused/m)
  assert.match(plain.stderr, /\nError: context deadline exceeded\n$/)
  const pinned = await runBin(args, { env: { ETCDCTL_COMPAT: '3.5' } })
  assert.doesNotMatch(pinned.stderr, /^debug: /m)
})
