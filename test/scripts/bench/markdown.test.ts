import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { intoReadme, toMarkdown } from '../../../scripts/bench/markdown.ts'
import type { Report } from '../../../scripts/bench/report.ts'
import type { Summary } from '../../../scripts/bench/summary.ts'

function row(load: string, program: string, wallMs: number, layout?: string): Summary {
  const read = layout === undefined ? {} : { read: { layout, format: 'json' }, serverCpuMeanMs: wallMs }
  const figures = { wallMedianMs: wallMs, wallMinMs: wallMs, cpuMeanMs: 1, peakMib: 50 }
  return { load, program, runs: 1, ...figures, ...read }
}

const report: Report = {
  about: '2026-01-02, server etcd 3.5.0',
  quiet: 'load 0.1',
  keys: 1000,
  bases: ['bare client', 'node -e 0', 'etcdctl 3.5.0', 'etcdctl 3.7.0'],
  rows: [
    row('get k', 'etcdctl 3.5.0', 20),
    row('get k', 'etcdctl 3.7.0', 10),
    row('get k', 'ours (executable)', 15),
    row('snapshot', 'etcdctl 3.7.0', 2000),
    row('snapshot', 'ours (executable)', 1000),
    ...['best', 'worst'].flatMap((layout, at) => [
      row(`${layout}, json`, 'bare client', 100, layout),
      row(`${layout}, json`, 'etcdctl 3.7.0', 1000, layout),
      row(`${layout}, json`, 'ours (executable)', 300 + 900 * at, layout),
      row(`${layout}, json`, 'ours (node)', 400, layout),
    ]),
  ],
  charted: { small: ['get k'], large: ['snapshot'] },
}

test('the README has a table of commands, and the large reads in their worst layout alone', () => {
  assert.equal(
    toMarkdown(report).split('\n\n').slice(1).join('\n\n'),
    [
      '| | executable | under Node | 3.5.0 | 3.7.0 |',
      '| --- | --- | --- | --- | --- |',
      '| get k | 15 ms | | 20 ms | 10 ms |',
      '| snapshot | 1.00 s, 50 MiB | | | 2.00 s, 50 MiB |',
      '',
      '| `get` of 1,000 keys | worst layout | executable | under Node | 3.7.0 | bare client | CPU of the server: executable, Node, 3.7.0 |',
      '| --- | --- | --- | --- | --- | --- | --- |',
      '| json | worst | 1.20 s, 50 MiB | 0.40 s, 50 MiB | 1.00 s, 50 MiB | 100 ms | 1.20, 0.40, 1.00 s |',
    ].join('\n'),
  )
})

test('what was measured, when and how quiet the machine was stands ahead of the tables', () => {
  const [remark = ''] = toMarkdown(report).split('\n\n')
  assert.match(remark, /^One run of `npm run bench -- --readme`: 2026-01-02, server etcd 3\.5\.0\.\n/)
  assert.match(remark, /\nThe machine: load 0\.1\.$/)
})

test('figures stand between the marks of the README, and nothing else of it changes', () => {
  const readme = readFileSync(join(import.meta.dirname, '..', '..', '..', 'README.md'), 'utf8')
  const once = intoReadme(readme, 'FIGURES')
  const [before = '', after = ''] = once.split('FIGURES')
  assert.ok(readme.startsWith(before) && readme.endsWith(after))
  assert.equal(intoReadme(once, 'OTHERS'), once.replace('FIGURES', 'OTHERS'))
  assert.throws(() => intoReadme('nothing', 'FIGURES'), /the README has no/)
})
