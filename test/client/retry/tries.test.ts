import assert from 'node:assert/strict'
import test from 'node:test'
import { RpcError, type Unseen } from '../../../src/client/grpc/rpc-error.ts'
import { Tries } from '../../../src/client/retry/tries.ts'

function verdicts(...unseen: (Unseen | undefined)[]): boolean[] {
  const tries = new Tries()
  return unseen.map((each) => tries.note(new RpcError(14, 'x', undefined, { unseen: each })))
}

test('a refused stream is repeated once, whatever comes before, between and after', () => {
  assert.deepEqual(verdicts('refused', 'refused', 'refused'), [true, false, false])
  assert.deepEqual(verdicts('unsent', 'refused', 'unsent', 'refused'), [true, true, true, false])
  assert.deepEqual(verdicts('refused', undefined, 'refused'), [true, false, false])
})

test('what was not sent may be sent, and what the server may have seen may not be again', () => {
  assert.deepEqual(verdicts('unsent', 'unsent', undefined, 'unsent'), [true, true, false, true])
})

test('a hundred repeats are enough', () => {
  const tries = new Tries()
  for (let at = 0; at <= 100; at++) {
    assert.equal(tries.areUsedUp, false)
    tries.note(new RpcError(14, 'x', undefined, { unseen: 'unsent' }))
  }
  assert.deepEqual([tries.count, tries.areUsedUp], [101, true])
})

test('a call has outlasted the original when a hundred quick tries with its short pauses would be over', async () => {
  const outlasted = (tryMs: number, count: number, pausedMs: number, quorum = 1): Promise<boolean> => {
    let nowMs = 0
    const tries = new Tries(() => nowMs)
    for (let at = 0; at < count; at++) tries.note(new RpcError(14, 'x'))
    const paused = tries.pause(1)
    nowMs += pausedMs
    return paused.then(() => {
      nowMs += tryMs * count
      return tries.haveOutlasted(quorum)
    })
  }
  assert.equal(await outlasted(1, 27, 4973), true)
  assert.equal(await outlasted(1, 27, 2000), false)
  assert.equal(await outlasted(1, 27, 2000, 2), true)
  assert.equal(await outlasted(100, 17, 3300), false)
  assert.equal(await outlasted(5000, 1, 0), false)
})
