import assert from 'node:assert/strict'
import test from 'node:test'
import { Draw } from '../../../scripts/bench/draw.ts'
import { drawKeys, layouts } from '../../../scripts/bench/layouts.ts'
import { mixedValues, valuesOf } from '../../../scripts/bench/values.ts'

const count = 3000

test('every layout draws different keys below its prefix, the same for the same seed and others for another', () => {
  for (const layout of layouts) {
    const keys = drawKeys(layout, count, new Draw(1))
    assert.equal(new Set(keys.map((key) => key.toString('hex'))).size, count, layout.name)
    assert.ok(keys.every((key) => key.length > 0 && key.toString('latin1').startsWith(layout.prefix)))
    assert.deepEqual(drawKeys(layout, count, new Draw(1)), keys, layout.name)
    assert.notDeepEqual(drawKeys(layout, count, new Draw(2)), keys, layout.name)
  }
})

test('keys are not put in their order', () => {
  for (const layout of layouts) {
    const keys = drawKeys(layout, count, new Draw(3))
    assert.notDeepEqual(keys.toSorted(Buffer.compare), keys, layout.name)
  }
})

test('one prefix holds nine keys of ten, and the others are on both sides of it', () => {
  const layout = layouts.find(({ name }) => name === 'heavy-prefix')
  assert.ok(layout)
  const keys = drawKeys(layout, count, new Draw(4)).map(String).sort()
  const middle = keys[count / 2] ?? ''
  const heavy = middle.split('/').slice(0, 3).join('/')
  const share = keys.filter((key) => key.startsWith(`${heavy}/`)).length / count
  assert.ok(share > 0.8 && share < 0.97, `${share}`)
})

test('values are of many sizes, text and not, from none to kilobytes', () => {
  const next = mixedValues(new Draw(5))
  const sizes = Array.from({ length: 20_000 }, () => next().length)
  assert.ok(sizes.includes(0))
  assert.ok(Math.max(...sizes) > 16_000)
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length
  assert.ok(mean > 250 && mean < 500, `${mean}`)
})

test('large values are of one size and not alike', () => {
  const next = valuesOf(1000, new Draw(6))
  const [one, other] = [next(), next()]
  assert.equal(one.length, 1000)
  assert.notDeepEqual(one, other)
})
