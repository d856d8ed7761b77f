import assert from 'node:assert/strict'
import { PassThrough, Readable } from 'node:stream'
import test from 'node:test'
import type { Io, ProcessIo } from '../../src/base/io.ts'
import { askNewPassword, askPassword, readPassword } from '../../src/frame/prompt.ts'
import { ScreenIo } from '../../src/frame/screen.ts'
import { PromptInterrupted, readSecretLine } from '../../src/runtime/secret-line.ts'

function withInput(stdin: Readable): { io: Io; shown: () => string } {
  let shown = ''
  const write = async (chunk: Uint8Array | string): Promise<void> => {
    shown += Buffer.from(chunk).toString()
  }
  const process: ProcessIo = {
    args: [],
    env: {},
    stdin,
    stdout: { isTerminal: false, write },
    stderr: { isTerminal: false, write },
    readSecretLine: (whenHidden) => readSecretLine(stdin, { whenHidden }),
    interrupts: () => new AbortController().signal,
    cpuMs: () => 0,
    spawn: () => Promise.reject(new Error('nothing to run')),
  }
  return { io: new ScreenIo(process, false), shown: () => shown }
}

function lines(text: string): Readable {
  return Readable.from(text === '' ? [] : [Buffer.from(text)], { objectMode: false })
}

test('a new password is asked for twice, each prompt and its newline on stdout', async () => {
  const { io, shown } = withInput(lines('pw\npw\n'))
  assert.equal(await askNewPassword(io, 'bob'), 'pw')
  assert.equal(shown(), 'Password of bob: \nType password of bob again for confirmation: \n')
})

test('what follows a line is left for the next prompt, however the bytes come', async () => {
  for (const pieces of [['a\nb\nc'], ['a', '\n', 'b\nc'], ['a\n', 'b\n', 'c'], ['a\nb', '\nc']]) {
    const { io } = withInput(
      Readable.from(
        pieces.map((piece) => Buffer.from(piece)),
        { objectMode: false },
      ),
    )
    const answers = [await askPassword(io, ''), await askPassword(io, ''), await askPassword(io, '')]
    assert.deepEqual(answers, ['a', 'b', 'c'], pieces.join('|'))
    assert.equal(await askPassword(io, ''), '')
  }
})

test('the end of input ends a line, and is an empty one after it', async () => {
  const { io } = withInput(lines('pw'))
  assert.equal(await askPassword(io, ''), 'pw')
  assert.equal(await askPassword(io, ''), '')
  assert.equal(await askPassword(io, ''), '')
})

test('white space around a password is cut as Go does, that within is kept', async () => {
  for (const [typed, password] of [
    [' a b \t\r\n', 'a b'],
    ['\u0085pw\u00a0\n', 'pw'],
    ['\ufeffpw\n', '\ufeffpw'],
    ['\r\n', ''],
  ] as const) {
    assert.equal(await askPassword(withInput(lines(typed)).io, ''), password, JSON.stringify(typed))
  }
})

test('an empty password is refused before the second prompt', async () => {
  for (const typed of ['', '\n', '  \nx\n']) {
    const { io, shown } = withInput(lines(typed))
    await assert.rejects(askNewPassword(io, 'bob'), { message: 'empty password', exitCode: 128 })
    assert.equal(shown(), 'Password of bob: \n')
  }
})

test('two different passwords are refused', async () => {
  for (const typed of ['one\ntwo\n', 'one\n', 'one\n\n']) {
    const { io } = withInput(lines(typed))
    await assert.rejects(askNewPassword(io, 'bob'), { message: 'given passwords are different', exitCode: 128 })
  }
})

test('an error of the input is reported without what was read', async () => {
  const stdin = new PassThrough()
  const { io } = withInput(stdin)
  const asked = askNewPassword(io, 'bob')
  stdin.write('half a sec')
  setImmediate(() => stdin.destroy(new Error('read EIO')))
  await assert.rejects(asked, { message: 'failed to ask password: read EIO', exitCode: 128 })
})

test('without a question the first word of a line is the password', async () => {
  for (const [typed, password] of [
    ['pw\n', 'pw'],
    ['  pw', 'pw'],
    ['pw more\n', 'pw'],
    ['pw\r\n', 'pw'],
    ['', ''],
    ['\npw\n', ''],
  ] as const) {
    const { io, shown } = withInput(lines(typed))
    assert.equal(await readPassword(io), password, JSON.stringify(typed))
    assert.equal(shown(), '')
  }
})

test('each signal that ends programs interrupts a prompt, and none is listened to after it', async () => {
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'] as const) {
    const before = process.listenerCount(signal)
    const reading = readSecretLine(new PassThrough(), { host: process })
    assert.equal(process.listenerCount(signal), before + 1)
    process.emit(signal)
    await assert.rejects(reading, PromptInterrupted)
    assert.equal(process.listenerCount(signal), before)
  }
})
