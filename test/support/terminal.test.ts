import assert from 'node:assert/strict'
import test from 'node:test'
import { openTerminal, terminalProblem } from './terminal.ts'

const skip = (await terminalProblem()) ?? false

test('a terminal shows what is typed and tells how the program ended', { skip }, async (t) => {
  const terminal = openTerminal(t, ['sh', '-c', 'read word; echo "got $word"; exit 3'])
  terminal.type('hello\r')
  await terminal.waitFor('got hello\r\n')
  assert.deepEqual(await terminal.ended, { code: 3, signal: null })
  assert.equal(terminal.screen, 'hello\r\ngot hello\r\n')
})

test('the echo of a terminal can be asked for, also after the program has ended', { skip }, async (t) => {
  const terminal = openTerminal(t, ['sh', '-c', 'stty -echo; echo off; read word; stty echo'])
  await terminal.waitFor('off')
  assert.equal(await terminal.echoes(), false)
  terminal.type('secret\r')
  await terminal.ended
  assert.equal(await terminal.echoes(), true)
  assert.ok(!terminal.screen.includes('secret'))
})

test('Ctrl-C and a hang-up reach the program as signals', { skip }, async (t) => {
  const interrupted = openTerminal(t, ['sh', '-c', 'echo ready; exec sleep 60'])
  await interrupted.waitFor('ready')
  interrupted.type('\x03')
  assert.deepEqual(await interrupted.ended, { code: null, signal: 2 })
  const hungUp = openTerminal(t, ['sh', '-c', 'echo ready; exec sleep 60'])
  await hungUp.waitFor('ready')
  hungUp.hangUp()
  assert.deepEqual(await hungUp.ended, { code: null, signal: 1 })
})
