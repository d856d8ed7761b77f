import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import test, { type TestContext } from 'node:test'
import { Auth } from '../../src/rpc/services.ts'
import { answer, type FakeServer, startFakeServer } from '../support/fake-server.ts'
import { ourProgram } from '../support/our-program.ts'
import { openTerminal, type Terminal, terminalProblem } from '../support/terminal.ts'

const bin = ourProgram('etcdctl')
const skip = (await terminalProblem()) ?? false
const first = 'Password of bob: '
const second = 'Type password of bob again for confirmation: '

async function openPrompt(t: TestContext, ...args: string[]): Promise<{ terminal: Terminal; server: FakeServer }> {
  const server = await startFakeServer(t)
  server.on(Auth.userAdd, [answer({})]).on(Auth.authenticate, [answer({ token: 'a.1' })])
  const command = args.length === 0 ? ['user', 'add', 'bob'] : args
  const terminal = openTerminal(t, [bin, ...command], { env: { ETCDCTL_ENDPOINTS: server.endpoint } })
  return { terminal, server }
}

function passwords(server: FakeServer): string[] {
  return server.requests(Auth.userAdd).map(({ password }) => password)
}

test('a password is typed twice and nothing of it is shown', { skip }, async (t) => {
  const { terminal, server } = await openPrompt(t)
  await terminal.waitFor(first)
  assert.equal(await terminal.echoes(), false)
  terminal.type('s3cret\r')
  await terminal.waitFor(second)
  terminal.type('s3cret\r')
  assert.deepEqual(await terminal.ended, { code: 0, signal: null })
  assert.equal(terminal.screen, `${first}\r\n${second}\r\nUser bob created\r\n`)
  assert.deepEqual(passwords(server), ['s3cret'])
  assert.equal(await terminal.echoes(), true)
})

test('keys that correct a line do so: Backspace, Ctrl-W, Ctrl-U', { skip }, async (t) => {
  const { terminal, server } = await openPrompt(t)
  await terminal.waitFor(first)
  terminal.type('wrong\x15p\u00e4\x7fax word \x17sword')
  terminal.type('\r')
  await terminal.waitFor(second)
  terminal.type('pax sword\n')
  assert.equal((await terminal.ended).code, 0)
  assert.deepEqual(passwords(server), ['pax sword'])
})

test('both lines can be pasted at once, key by key or as a whole', { skip }, async (t) => {
  const { terminal, server } = await openPrompt(t)
  await terminal.waitFor(first)
  terminal.type('pasted\rpasted\r')
  assert.equal((await terminal.ended).code, 0)
  assert.deepEqual(passwords(server), ['pasted'])
  assert.ok(!terminal.screen.includes('pasted'))
})

test('the login prompt comes after those for the new password', { skip }, async (t) => {
  const { terminal, server } = await openPrompt(t, '--user', 'root', 'user', 'add', 'bob')
  for (const [prompt, typed] of [
    [first, 'pw'],
    [second, 'pw'],
    ['Password: ', 'rootpw'],
  ] as const) {
    await terminal.waitFor(prompt)
    terminal.type(`${typed}\r`)
  }
  assert.equal((await terminal.ended).code, 0)
  assert.deepEqual(server.requests(Auth.authenticate), [{ name: 'root', password: 'rootpw' }])
})

test('Ctrl-C and Ctrl-\\ at either prompt end with 255 and give the echo back', { skip }, async (t) => {
  for (const [key, answers] of [
    ['\x03', 0],
    ['\x03', 1],
    ['\x1c', 0],
  ] as const) {
    const { terminal, server } = await openPrompt(t)
    await terminal.waitFor(first)
    if (answers > 0) terminal.type('pw\r')
    if (answers > 0) await terminal.waitFor(second)
    terminal.type(`half${key}`)
    assert.deepEqual(await terminal.ended, { code: 255, signal: null })
    assert.equal(await terminal.echoes(), true)
    assert.deepEqual(server.calls, [])
    assert.ok(!terminal.screen.includes('half'))
  }
})

test('SIGTERM, SIGINT, SIGQUIT and SIGHUP at the prompt end with 255 and give the echo back', { skip }, async (t) => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP'] as const) {
    const { terminal } = await openPrompt(t, '--user', 'root', 'get', 'k')
    await terminal.waitFor('Password: ')
    assert.equal(await terminal.echoes(), false)
    terminal.signal(signal)
    assert.deepEqual(await terminal.ended, { code: 255, signal: null }, signal)
    assert.equal(await terminal.echoes(), true, signal)
  }
})

test('Ctrl-D ends an answer', { skip }, async (t) => {
  const { terminal } = await openPrompt(t)
  await terminal.waitFor(first)
  terminal.type('\x04')
  await terminal.waitFor('empty password')
  assert.equal((await terminal.ended).code, 128)
  assert.equal(await terminal.echoes(), true)
})

test('a terminal that hangs up ends the prompt', { skip }, async (t) => {
  for (const answers of [0, 1]) {
    const { terminal, server } = await openPrompt(t)
    await terminal.waitFor(first)
    if (answers > 0) terminal.type('pw\r')
    if (answers > 0) await terminal.waitFor(second)
    terminal.hangUp()
    const { code } = await terminal.ended
    assert.notEqual(code, 0)
    assert.deepEqual(server.calls, [])
  }
})

test('Ctrl-Z gives the terminal back until the job goes on', { skip }, async (t) => {
  const server = await startFakeServer(t)
  server.on(Auth.userAdd, [answer({})])
  const env = { ETCDCTL_ENDPOINTS: server.endpoint, TERM: 'dumb' }
  const terminal = openTerminal(t, ['bash', '--norc', '--noediting', '-i'], { env })
  // quoted so that the echo of it is not taken for the prompt
  terminal.type("PS1=re'ady> '\r")
  await terminal.waitFor('ready> ')
  terminal.type(`${bin} user add bob\r`)
  await terminal.waitFor(first)
  terminal.type('be\x1a')
  await terminal.waitFor('Stopped')
  await terminal.waitFor('ready> ')
  assert.equal(await terminal.echoes(), true)
  terminal.type('fg\r')
  await terminal.waitFor('user add bob')
  while (await terminal.echoes()) await new Promise((resolve) => setTimeout(resolve, 5))
  terminal.type('hind\r')
  await terminal.waitFor(second)
  terminal.type('behind\r')
  await terminal.waitFor('User bob created')
  assert.deepEqual(passwords(server), ['behind'])
  await terminal.waitFor('ready> ')
  terminal.type('exit\r')
  await terminal.ended
})

test('a password without a question is typed without echo too', { skip }, async (t) => {
  const { terminal, server } = await openPrompt(t, 'user', 'add', 'bob', '--interactive=false')
  while (await terminal.echoes()) await new Promise((resolve) => setTimeout(resolve, 5))
  terminal.type('quiet\r')
  await terminal.waitFor('User bob created')
  assert.equal(terminal.screen, 'User bob created\r\n')
  assert.deepEqual(passwords(server), ['quiet'])
})

test('a piped answer is enough: nobody waits for the end of the pipe', async (t) => {
  const server = await startFakeServer(t)
  server.on(Auth.userAdd, [answer({})])
  const child = spawn(bin, ['user', 'add', 'bob'], {
    env: { PATH: process.env.PATH, ETCDCTL_ENDPOINTS: server.endpoint },
    timeout: 120_000,
  })
  const texts: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => texts.push(chunk))
  child.stdin.write('pw\npw\n')
  const [code] = await once(child, 'close')
  assert.equal(code, 0)
  assert.equal(Buffer.concat(texts).toString(), `${first}\n${second}\nUser bob created\n`)
})

test('SIGTERM while a piped answer is waited for ends with 255', async (t) => {
  const server = await startFakeServer(t)
  const child = spawn(bin, ['user', 'add', 'bob', '--endpoints', server.endpoint], { timeout: 120_000 })
  await once(child.stdout, 'data')
  child.kill('SIGTERM')
  const [code, signal] = await once(child, 'close')
  assert.deepEqual([code, signal], [255, null])
})
