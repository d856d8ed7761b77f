import assert from 'node:assert/strict'
import test from 'node:test'
import type { Summary } from '../../../scripts/bench/summary.ts'
import { worstFigures, worstLoad, worstTable } from '../../../scripts/bench/verdict.ts'

function rows(layout: string, wall: Readonly<Record<string, number>>): Summary[] {
  return Object.entries(wall).map(([program, ms]) => ({
    load: `${layout}, simple`,
    read: { layout, format: 'simple' },
    program,
    runs: 1,
    wallMedianMs: ms,
    wallMinMs: ms,
    cpuMeanMs: undefined,
    serverCpuMeanMs: program === 'bare client' ? undefined : ms / 2,
    firstByteMedianMs: ms / 4,
    peakMib: 10,
  }))
}

const measured = [
  ...rows('numbers', { 'bare client': 60, real: 100, 'ours (executable)': 50, 'ours (node)': 90 }),
  ...rows('kubernetes', { 'bare client': 100, real: 1000, 'ours (executable)': 1500, 'ours (node)': 700 }),
]

function figureOf(figure: string): readonly [number, string] | undefined {
  const found = worstFigures(measured, 'real').find((each) => each.figure === figure)
  return found === undefined ? undefined : [found.value, found.layout]
}

test('each figure is that of its worst layout, not of its best', () => {
  assert.deepEqual(figureOf('wall, executable to original'), [1.5, 'kubernetes'])
  assert.deepEqual(figureOf('wall, node to original'), [0.9, 'numbers'])
  assert.deepEqual(figureOf('wall, executable to bare client'), [15, 'kubernetes'])
  assert.deepEqual(figureOf('server CPU, executable to original'), [1.5, 'kubernetes'])
  assert.equal(worstLoad(measured, 'real', 'simple'), 'kubernetes, simple')
  assert.equal(worstLoad(measured, 'real', 'json'), undefined)
})

test('a figure that misses its aim is marked, one that meets it is not', () => {
  const lines = worstTable(worstFigures(measured, 'real')).split('\n')
  assert.match(
    lines.find((line) => line.includes('wall, executable to original')) ?? '',
    /1\.50.*at most 0\.90 {2}MISSED$/,
  )
  assert.match(lines.find((line) => line.includes('wall, node to original')) ?? '', /0\.90.*at most 0\.99$/)
})

test('without the original, or what the system does not tell, there is no figure', () => {
  assert.equal(
    worstFigures(measured, 'another').some(({ figure }) => figure.endsWith('to original')),
    false,
  )
})
