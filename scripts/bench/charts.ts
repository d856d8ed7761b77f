import type { Report } from './report.ts'
import { mib, type Summary, time } from './summary.ts'
import { type Bar, type Cell, drawPicture, type Series } from './svg.ts'

const realColours = ['#a6c8e4', '#5b9bd0', '#1f5f9f', '#0b2f57']

/** The figures of a report as an SVG: time of the small loads, time and memory of the large ones. */
export function drawCharts({ about, rows, charted }: Report): string {
  const rowsOf = (load: string) => rows.filter((row) => row.load === load)
  return drawPicture({
    title: 'etcdctl: ours and the original, timed in turn',
    footer: `Medians of runs in turn; memory is the largest of all runs. ${about}.`,
    series: seriesOf(rows),
    charts: [
      {
        title: 'Small questions',
        note: 'Time of the whole program. Shorter is better; each load has its own scale.',
        cells: charted.small.map((load) => cell(load, rowsOf(load), wallBar)),
      },
      {
        title: 'Large answers',
        note: 'Time (left) and peak memory (right) of the whole program. Shorter is better; each has its own scale.',
        cells: charted.large.flatMap((load) => [
          cell(load, rowsOf(load), wallBar),
          cell(`${load}: memory`, rowsOf(load), memoryBar),
        ]),
      },
    ],
  })
}

function seriesOf(rows: readonly Summary[]): Series[] {
  const names = [...new Set(rows.map(({ program }) => program))]
  const real = names.filter((name) => name.startsWith('etcdctl '))
  return names.map((name) => ({ name, colour: colourOf(name, real.indexOf(name)) }))
}

/** `at` is the place of a real client among them, -1 for another program. */
function colourOf(name: string, at: number): string {
  if (at >= 0) return realColours[at % realColours.length] ?? '#5b9bd0'
  if (name === 'ours (node)') return '#f2a33a'
  return name.startsWith('ours') ? '#d4470f' : '#a8adb3'
}

function cell(title: string, rows: readonly Summary[], bar: (row: Summary) => Bar[]): Cell {
  return { title, bars: rows.flatMap(bar) }
}

function wallBar({ program, wallMedianMs }: Summary): Bar[] {
  return [{ series: program, value: wallMedianMs, text: time(wallMedianMs) }]
}

function memoryBar({ program, peakMib }: Summary): Bar[] {
  return peakMib === undefined ? [] : [{ series: program, value: peakMib, text: mib(peakMib) }]
}
