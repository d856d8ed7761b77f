import assert from 'node:assert/strict'
import test from 'node:test'
import { ago } from '../../../src/commands/snapshot/save-log.ts'

test('3.5 says how long ago a download began', () => {
  for (const [seconds, text] of [
    [0.2, 'now'],
    [1, '1 second ago'],
    [59.9, '59 seconds ago'],
    [60, '1 minute ago'],
    [7_199, '1 hour ago'],
    [7_200, '2 hours ago'],
    [90_000, '1 day ago'],
  ] as const) {
    assert.equal(ago(seconds), text)
  }
})
