import assert from 'node:assert/strict'
import test from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fanOut } from '../../src/client/fan-out.ts'

test('outcomes keep the order of the endpoints, and a failure is one of them', async () => {
  const failure = new Error('b is down')
  const outcomes = await fanOut(['a', 'b', 'c'], async (endpoint) => {
    await sleep(endpoint === 'a' ? 30 : 0)
    if (endpoint === 'b') throw failure
    return endpoint.toUpperCase()
  })
  assert.deepEqual(outcomes, [
    { endpoint: 'a', value: 'A' },
    { endpoint: 'b', error: failure },
    { endpoint: 'c', value: 'C' },
  ])
})

test('all endpoints are asked at once', async () => {
  let running = 0
  let most = 0
  await fanOut(['a', 'b', 'c'], async () => {
    most = Math.max(most, ++running)
    await sleep(10)
    running--
  })
  assert.equal(most, 3)
})
