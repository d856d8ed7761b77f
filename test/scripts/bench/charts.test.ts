import assert from 'node:assert/strict'
import test from 'node:test'
import { drawCharts } from '../../../scripts/bench/charts.ts'
import { fromJson, type Report, toJson } from '../../../scripts/bench/report.ts'

const report: Report = {
  about: 'etcd 3.5.0',
  keys: 1000,
  bases: ['etcdctl 3.5.0'],
  rows: ['etcdctl 3.5.0', 'ours (node)'].flatMap((program, at) =>
    ['get k', 'get 1 M keys'].map((load) => {
      const wallMs = 10 * (at + 1)
      return { load, program, runs: 1, wallMedianMs: wallMs, wallMinMs: wallMs, cpuMeanMs: undefined, peakMib: 50 + at }
    }),
  ),
  charted: { small: ['get k'], large: ['get 1 M keys'] },
}

test('only large loads show their memory', () => {
  const svg = drawCharts(report)
  assert.ok(svg.includes('>get k</text>'))
  assert.ok(!svg.includes('get k: memory'))
  assert.ok(svg.includes('>get 1 M keys: memory</text>'))
  assert.ok(svg.includes('>51 MiB</text>'))
})

test('each program has a colour of its own', () => {
  const squares = [...drawCharts(report).matchAll(/width="12" height="12" rx="2" fill="(#\w+)"/g)]
  assert.equal(squares.length, 2)
  assert.equal(new Set(squares.map(([, colour]) => colour)).size, 2)
})

test('a report that was written is read again, with ratios beside', () => {
  const text = toJson(report)
  assert.equal(drawCharts(fromJson(text)), drawCharts(report))
  assert.deepEqual(
    JSON.parse(text).rows.map(({ ratios }: { ratios: object }) => ratios),
    [1, 1, 2, 2].map((ratio) => ({ 'etcdctl 3.5.0': ratio })),
  )
})

test('a file that is no report is refused', () => {
  assert.throws(() => fromJson('{"rows": []}'), /no report/)
})
