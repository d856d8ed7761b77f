import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startProgress } from '../../src/cli/progress.ts'

function screen(isTerminal: boolean) {
  const written: string[] = []
  const write = (chunk: Uint8Array | string) => {
    written.push(String(chunk))
    return Promise.resolve()
  }
  return { written, output: { isTerminal, write } }
}

test('nothing is shown when the output is no terminal', async () => {
  const { written, output } = screen(false)
  const stop = await startProgress(output, 'Working:', () => assert.fail('nobody is looking'))
  await sleep(100)
  stop()
  assert.deepEqual(written, [])
})

/** ora draws nothing where `CI` is set or the terminal is dumb; this test looks at what it draws. */
function pretendInteractive(t: TestContext): void {
  const { CI, TERM } = process.env
  delete process.env.CI
  process.env.TERM = 'xterm'
  t.after(() => {
    for (const [name, value] of Object.entries({ CI, TERM })) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  })
}

test('a terminal sees the amount of the moment, and nothing more after the end', async (t) => {
  pretendInteractive(t)
  const { written, output } = screen(true)
  let amount = 1
  const stop = await startProgress(output, 'Working:', () => `${amount} kB`)
  amount = 2
  await sleep(200)
  stop()
  const text = written.join('')
  assert.match(text, /Working: 1 kB.*Working: 2 kB/s)
  assert.ok(text.endsWith('\x1b[1G\x1b[0K'), 'the line is cleared')
  await sleep(100)
  assert.equal(written.join(''), text)
})

test('a terminal that is gone does not end the work', async () => {
  const output = { isTerminal: true, write: () => Promise.reject(new Error('write EIO')) }
  const stop = await startProgress(output, 'Working:', () => '')
  await sleep(20)
  stop()
})
