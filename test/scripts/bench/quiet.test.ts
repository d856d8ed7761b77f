import assert from 'node:assert/strict'
import test from 'node:test'
import { describeQuiet, isQuiet, othersShare, takeStock } from '../../../scripts/bench/quiet.ts'

test('what others used is what the machine did beyond this process and its children', () => {
  const from = { atMs: 0, machineMs: 5000, ownMs: 100, load: 0.5 }
  assert.equal(othersShare(from, { atMs: 1000, machineMs: 6500, ownMs: 1100, load: 1 }), 0.5)
  assert.equal(othersShare(from, { atMs: 1000, machineMs: 6000, ownMs: 1200, load: 1 }), 0)
  assert.equal(othersShare(from, { atMs: 1000, machineMs: undefined, ownMs: 1200, load: 1 }), undefined)
})

test('a machine is quiet up to a tenth of a core, and where the system does not tell', () => {
  assert.equal(isQuiet(0.05), true)
  assert.equal(isQuiet(0.5), false)
  assert.equal(isQuiet(undefined), true)
})

test('the loads at the start and at the end are reported', () => {
  const text = describeQuiet({ loads: [0.25, 1.5], othersShare: 0.123 })
  assert.match(text, /^load 0\.25 at the start, 1\.50 at the end, other processes used 12 % of a core/)
})

const skip = process.platform !== 'linux' && 'CPU is read from /proc, which only Linux has'

test('on Linux the figures are known, and what this process does is not that of others', { skip }, () => {
  const stock = takeStock()
  assert.ok((stock.machineMs ?? 0) > 0)
  assert.ok((stock.ownMs ?? 0) > 0)
})
