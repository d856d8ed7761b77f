import assert from 'node:assert/strict'
import test from 'node:test'
import type { Summary } from '../../../scripts/bench/summary.ts'
import { tripsOf, tripsTable } from '../../../scripts/bench/trips.ts'

function row(load: string, program: string, wallMinMs: number): Summary {
  return { load, program, runs: 1, wallMedianMs: 9999, wallMinMs, cpuMeanMs: undefined, peakMib: undefined }
}

const rows = [
  row('version, line of 100 ms', 'ours', 80),
  row('version, line of 100 ms', 'real', 10),
  row('get k, line of 100 ms', 'ours', 690),
  row('get k, line of 100 ms', 'real', 430),
  row('get k', 'ours', 90),
]

test('trips are what the quickest run takes beyond the start of its own program', () => {
  assert.deepEqual(
    rows.map((each) => tripsOf(each, rows)),
    [undefined, undefined, 6.1, 4.2, undefined],
  )
})

test('only what goes over a line is in the table', () => {
  assert.equal(tripsTable(rows).split('\n').length, 3)
  assert.equal(tripsTable(rows.slice(4)), '')
})
