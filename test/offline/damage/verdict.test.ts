import assert from 'node:assert/strict'
import test from 'node:test'
import type { Outcome } from './outcome.ts'
import { trials } from './trials.ts'
import { type Truth, verdictOf } from './verdict.ts'

const log: Truth['soundLog'] = { records: [] } as unknown as Truth['soundLog']
const truth: Truth = {
  sound: [{ bytes: Buffer.alloc(0), content: undefined }],
  damaged: undefined,
  soundLog: log,
  damagedLog: log,
  ...{ isForged: false, isForeign: false, isStranger: false, isOfOthers: false },
}

function outcome(stdout: string, entries: readonly string[]): Outcome {
  return { code: 0, stdout, stderr: '', warnings: '', content: undefined, entries } as unknown as Outcome
}

for (const name of ['dump-logs', 'dump-logs --start-index', 'dump-logs --entry-type', 'check v2store']) {
  test(`${name} that shows other entries is wrong`, () => {
    const trial = trials[name]
    assert.ok(trial !== undefined)
    const expected = outcome('right\n', ['a', 'b'])
    assert.equal(verdictOf(trial, outcome('all wrong\n', ['invented']), expected, truth), 'wrong')
    assert.equal(verdictOf(trial, expected, expected, truth), 'same')
  })
}
