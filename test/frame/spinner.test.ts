import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Screen } from '../../src/frame/screen.ts'
import { startSpinner } from '../../src/frame/spinner.ts'

function screen(isTerminal: boolean, env: Record<string, string> = {}) {
  const written: string[] = []
  const write = (chunk: Uint8Array | string) => {
    written.push(Buffer.from(chunk).toString())
    return Promise.resolve()
  }
  return { written, output: new Screen({ isTerminal, write }, { env, isRaw: false }) }
}

test('nothing is shown when the output is no terminal', async () => {
  const { written, output } = screen(false)
  const stop = await startSpinner(output, 'Working:', () => assert.fail('nobody is looking'))
  await sleep(100)
  await stop()
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
  const stop = await startSpinner(output, 'Working:', () => `${amount} kB`)
  amount = 2
  await sleep(200)
  await stop()
  const text = written.join('')
  assert.match(text, /Working: 1 kB.*Working: 2 kB/s)
  assert.ok(text.endsWith('\x1b[1G\x1b[0K'), 'the line is cleared')
  await sleep(100)
  assert.equal(written.join(''), text)
})

test('colours are left out where they are not welcome, and a dumb terminal shows nothing', async (t) => {
  pretendInteractive(t)
  process.env.FORCE_COLOR = '1'
  t.after(() => delete process.env.FORCE_COLOR)
  const drawn = async (env: Record<string, string>): Promise<string> => {
    const { written, output } = screen(true, env)
    const stop = await startSpinner(output, 'Working:', () => '')
    await stop()
    return written.join('')
  }
  const colour = /\x1b\[\d+m/
  for (const env of [{ NO_COLOR: '1' }, { CLICOLOR: '0' }]) {
    const text = await drawn(env)
    assert.match(text, /Working:/)
    assert.doesNotMatch(text, colour)
  }
  assert.equal(await drawn({ TERM: 'dumb' }), '')
})

test('a terminal that is gone does not end the work', async () => {
  const sink = { isTerminal: true, write: () => Promise.reject(new Error('write EIO')) }
  const output = new Screen(sink, { env: {}, isRaw: false })
  const stop = await startSpinner(output, 'Working:', () => '')
  await sleep(20)
  await stop()
})

test('the spinner has ended only once the line is cleared, however slow the terminal is', async (t) => {
  pretendInteractive(t)
  let written = ''
  const write = async (chunk: Uint8Array | string) => {
    await sleep(50)
    written += Buffer.from(chunk).toString()
  }
  const output = new Screen({ isTerminal: true, write }, { env: {}, isRaw: false })
  const stop = await startSpinner(output, 'Working:', () => '')
  await stop()
  assert.ok(written.endsWith('\x1b[1G\x1b[0K'), JSON.stringify(written))
})
