import assert from 'node:assert/strict'
import test from 'node:test'
import { setImmediate as afterInput } from 'node:timers/promises'
import { BatchQueue } from '../../../src/client/watch/batch-queue.ts'

test('what is pushed together comes out together, what comes alone at once', async () => {
  const queue = new BatchQueue<number>(100)
  const batches = queue.batches()
  const first = batches.next()
  await afterInput()
  for (const number of [1, 2, 3]) void queue.push(number, 1)
  assert.deepEqual((await first).value, [1, 2, 3])
  const second = batches.next()
  await afterInput()
  void queue.push(4, 1)
  assert.deepEqual((await second).value, [4])
})

test('a writer waits while the queue is full, and goes on when it is read', async () => {
  const queue = new BatchQueue<string>(10)
  await queue.push('small', 9)
  let isIn = false
  const pushed = queue.push('too much', 1).then(() => {
    isIn = true
  })
  await afterInput()
  assert.equal(isIn, false)
  assert.deepEqual((await queue.batches().next()).value, ['small', 'too much'])
  await pushed
  assert.equal(isIn, true)
})

test('the end comes after what is there, and frees a writer that waits', async () => {
  const queue = new BatchQueue<number>(1)
  const pushed = queue.push(1, 5)
  queue.end()
  await pushed
  await queue.push(2, 5)
  const seen: unknown[] = []
  for await (const batch of queue.batches()) seen.push(batch)
  assert.deepEqual(seen, [[1]])
})
