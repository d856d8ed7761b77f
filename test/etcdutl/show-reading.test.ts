import assert from 'node:assert/strict'
import test from 'node:test'
import type { Output } from '../../src/base/io.ts'
import { parseProfile } from '../../src/base/release.ts'
import type { OfflineApp } from '../../src/etcdutl/app.ts'
import { showReading } from '../../src/etcdutl/show-reading.ts'
import { wasRead } from '../../src/offline/files/file-source.ts'

/** Work that reads twice, with a pause in which nothing else can run. */
function read(): string {
  for (const bytes of [1_000_000, 500_000]) {
    const end = performance.now() + 250
    while (performance.now() < end);
    wasRead(bytes)
  }
  return 'done'
}

async function shownOn(terminal: Partial<Output>, pin: string): Promise<string> {
  let shown = ''
  const stderr = { isTerminal: true, isDumb: false, writeNow: (chunk: string) => (shown += chunk), ...terminal }
  const app = { io: { stderr }, profile: parseProfile(pin) } as unknown as OfflineApp
  assert.equal(await showReading(app, 'Reading', read), 'done')
  wasRead(1)
  return shown
}

test('a terminal shows how much was read while the work lets nothing else run, and then nothing of it', async () => {
  const clear = '\r\x1b[K'
  assert.equal(await shownOn({}, 'auto'), `${clear}Reading: 1.0 MB read${clear}Reading: 1.5 MB read${clear}`)
})

test('nothing is shown to what is no terminal, to a dumb one, or under a pin', async () => {
  assert.equal(await shownOn({ isTerminal: false }, 'auto'), '')
  assert.equal(await shownOn({ isDumb: true }, 'auto'), '')
  assert.equal(await shownOn({}, '3.7'), '')
})

test('work that fails ends the showing too', async () => {
  let shown = ''
  const stderr = { isTerminal: true, isDumb: false, writeNow: (chunk: string) => (shown += chunk) }
  const app = { io: { stderr }, profile: parseProfile('auto') } as unknown as OfflineApp
  const fail = () => {
    read()
    throw new Error('failed')
  }
  await assert.rejects(showReading(app, 'Reading', fail), /failed/)
  assert.match(shown, /read\r\x1b\[K$/)
})
