import assert from 'node:assert/strict'
import test from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { inParallel } from '../../../src/commands/make-mirror/in-parallel.ts'

async function* upTo(count: number): AsyncGenerator<number, void, undefined> {
  for (let number = 0; number < count; number++) yield number
}

test('every item is worked on, never more than the lanes at once', async () => {
  const done: number[] = []
  let running = 0
  let most = 0
  await inParallel(upTo(20), 3, async (item) => {
    most = Math.max(most, ++running)
    await turn()
    running--
    done.push(item)
  })
  assert.deepEqual(
    done.sort((left, right) => left - right),
    Array.from({ length: 20 }, (_, number) => number),
  )
  assert.equal(most, 3)
})

test('the first failure ends it, and no more items are begun', async () => {
  const begun: number[] = []
  const failing = inParallel(upTo(1000), 2, async (item) => {
    begun.push(item)
    await turn()
    if (item === 3) throw new Error('three')
  })
  await assert.rejects(failing, new Error('three'))
  await turn()
  await turn()
  assert.ok(begun.length < 10, `${begun.length} begun`)
})

test('a failure of the items themselves comes through', async () => {
  async function* broken(): AsyncGenerator<number, void, undefined> {
    yield 1
    throw new Error('no more')
  }
  await assert.rejects(
    inParallel(broken(), 2, async () => undefined),
    new Error('no more'),
  )
})
