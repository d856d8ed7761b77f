import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import test from 'node:test'
import { Download } from '../../../src/commands/snapshot/download.ts'
import { SaveLog } from '../../../src/commands/snapshot/save-log.ts'
import { fakeApp } from '../../support/fake-app.ts'
import { parts, whole } from './sample.ts'

test('how much will come is known from the first part on', async (t) => {
  const profile = { release: '3.7', auto: true } as const
  const messages = Readable.from(parts)
  const log = new SaveLog(fakeApp(t, { endpoints: [] }).io, profile)
  const download = new Download({ messages, endpoint: '127.0.0.1:2379', profile, log })
  const seen: number[][] = []
  for await (const _ of download.content()) seen.push([download.sizeBytes, download.totalBytes])
  assert.deepEqual(seen, [
    [1000, whole.length],
    [4096, whole.length],
    [whole.length, whole.length],
  ])
})
