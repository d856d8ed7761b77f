import assert from 'node:assert/strict'
import test from 'node:test'
import { mib, ratioTo, type Summary, summarise, summaryTable, time } from '../../../scripts/bench/summary.ts'

function row(load: string, program: string, wallMedianMs: number): Summary {
  return { load, program, runs: 1, wallMedianMs, wallMinMs: wallMedianMs, cpuMeanMs: undefined, peakMib: undefined }
}

test('a summary has the median and the minimum of time, the mean of CPU and the largest peak', () => {
  const runs = [
    { wallMs: 30, cpuMs: 10, peakMib: 5 },
    { wallMs: 10, cpuMs: 20, peakMib: 9 },
    { wallMs: 11, cpuMs: 60, peakMib: 7 },
    { wallMs: 13, cpuMs: 30, peakMib: 8 },
  ]
  assert.deepEqual(summarise('get', 'ours', runs), {
    load: 'get',
    program: 'ours',
    runs: 4,
    wallMedianMs: 12,
    wallMinMs: 10,
    cpuMeanMs: 30,
    serverCpuMeanMs: undefined,
    firstByteMedianMs: undefined,
    peakMib: 9,
  })
})

test("the mean of the server's CPU and the median of the first byte stand beside, and have columns when they are known", () => {
  const usage = { cpuMs: undefined, peakMib: undefined }
  const runs = [1, 2, 6].map((n) => ({ wallMs: n, serverCpuMs: n * 10, firstByteMs: n, ...usage }))
  const summary = summarise('get', 'ours', runs)
  assert.equal(summary.serverCpuMeanMs, 30)
  assert.equal(summary.firstByteMedianMs, 2)
  assert.match(summaryTable([summary]), /server cpu {2}first byte {2}peak\n.* 30\.0 ms +2\.0 ms /)
})

test('what no run could measure stays unknown', () => {
  const { cpuMeanMs, peakMib } = summarise('get', 'ours', [{ wallMs: 1, cpuMs: undefined, peakMib: undefined }])
  assert.equal(cpuMeanMs, undefined)
  assert.equal(peakMib, undefined)
})

test('a ratio is to the same load only', () => {
  const rows = [row('get', 'real', 10), row('get', 'ours', 25), row('put', 'ours', 25)]
  const ratios = rows.map((each) => ratioTo('real', each, rows))
  assert.deepEqual(ratios, [1, 2.5, undefined])
})

test('the table has a column for each base that ran', () => {
  const rows = [row('get', 'real', 10), row('get', 'ours', 25)]
  assert.equal(
    summaryTable(rows, 'node -e 0', 'real'),
    [
      'load  program  wall median  wall min  cpu mean  peak  to real',
      'get   real     10.0 ms      10.0 ms   -         -     1.00',
      'get   ours     25.0 ms      25.0 ms   -         -     2.50',
    ].join('\n'),
  )
})

test('times are in milliseconds up to a second', () => {
  assert.deepEqual([time(12.34), time(999.9), time(12_345), time(undefined)], ['12.3 ms', '999.9 ms', '12.35 s', '-'])
  assert.equal(mib(38.6), '39 MiB')
})
