import { bareClient } from './reads.ts'
import type { Summary } from './summary.ts'

/** One figure of a format in the layout in which it is worst. */
export interface Worst {
  readonly format: string
  readonly figure: string
  readonly value: number
  readonly layout: string
  /** What was aimed at; undefined where nothing is. */
  readonly atMost: number | undefined
}

interface Figure {
  readonly name: string
  /** Undefined where a program did not run, or the system does not tell. */
  readonly of: (row: Rows) => number | undefined
  readonly atMost: (format: string) => number | undefined
}

/** The programs in one load. */
interface Rows {
  readonly executable: Summary | undefined
  readonly node: Summary | undefined
  readonly real: Summary | undefined
  readonly bare: Summary | undefined
}

const wallAtMost: Readonly<Record<string, number>> = {
  simple: 0.9,
  json: 0.5,
  fields: 0.5,
  'keys-only': 0.9,
  pipe: 0.9,
}
const nodeShare = 1.1

const figures: readonly Figure[] = [
  {
    name: 'wall, executable to original',
    of: ({ executable, real }) => ratio(executable?.wallMedianMs, real?.wallMedianMs),
    atMost: (format) => wallAtMost[format],
  },
  {
    name: 'wall, node to original',
    of: ({ node, real }) => ratio(node?.wallMedianMs, real?.wallMedianMs),
    atMost: (format) => (wallAtMost[format] === undefined ? undefined : wallAtMost[format] * nodeShare),
  },
  {
    name: 'wall, executable to bare client',
    of: ({ executable, bare }) => ratio(executable?.wallMedianMs, bare?.wallMedianMs),
    atMost: (format) => (format === 'simple' ? 1.15 : undefined),
  },
  {
    name: 'server CPU, executable to original',
    of: ({ executable, real }) => ratio(executable?.serverCpuMeanMs, real?.serverCpuMeanMs),
    atMost: () => 1.05,
  },
  {
    name: 'server CPU, node to original',
    of: ({ node, real }) => ratio(node?.serverCpuMeanMs, real?.serverCpuMeanMs),
    atMost: () => 1.05,
  },
  {
    name: 'first byte, executable to bare client',
    of: ({ executable, bare }) => ratio(executable?.firstByteMedianMs, bare?.firstByteMedianMs),
    atMost: () => 1.1,
  },
  { name: 'peak MiB, executable', of: ({ executable }) => executable?.peakMib, atMost: () => undefined },
]

/** Each figure of each format in its worst layout. `real` is the program that the others are compared with. */
export function worstFigures(rows: readonly Summary[], real: string): Worst[] {
  const formats = new Set(rows.flatMap(({ read }) => read?.format ?? []))
  return [...formats].flatMap((format) => figures.flatMap((figure) => worstOf(rows, real, format, figure) ?? []))
}

/** The load of the format in which ours, the executable where there is one, takes the most of the original's time. */
export function worstLoad(rows: readonly Summary[], real: string, format: string): string | undefined {
  const slowest = loadsOf(rows, format).map((load) => ({ load, ratio: wallRatio(rowsIn(rows, load, real)) }))
  return slowest.sort((left, right) => right.ratio - left.ratio)[0]?.load
}

function wallRatio({ executable, node, real }: Rows): number {
  return ratio((executable ?? node)?.wallMedianMs, real?.wallMedianMs) ?? 0
}

function worstOf(
  rows: readonly Summary[],
  real: string,
  format: string,
  { name, of, atMost }: Figure,
): Worst | undefined {
  const found = loadsOf(rows, format).flatMap((load): Worst[] => {
    const value = of(rowsIn(rows, load, real))
    const layout = rows.find((row) => row.load === load)?.read?.layout ?? ''
    return value === undefined ? [] : [{ format, figure: name, value, layout, atMost: atMost(format) }]
  })
  return found.sort((left, right) => right.value - left.value)[0]
}

function loadsOf(rows: readonly Summary[], format: string): string[] {
  return [...new Set(rows.filter(({ read }) => read?.format === format).map(({ load }) => load))]
}

function rowsIn(rows: readonly Summary[], load: string, real: string): Rows {
  const find = (name: string) => rows.find((row) => row.load === load && row.program === name)
  return {
    executable: find('ours (executable)'),
    node: find('ours (node)'),
    real: find(real),
    bare: find(bareClient),
  }
}

function ratio(value: number | undefined, base: number | undefined): number | undefined {
  return value === undefined || base === undefined || base === 0 ? undefined : value / base
}

/** For people: a line a figure, those that miss their aim marked. */
export function worstTable(worst: readonly Worst[]): string {
  const lines = worst.map(({ format, figure, value, layout, atMost }) => {
    const aim = atMost === undefined ? '' : `at most ${atMost.toFixed(2)}${value > atMost ? '  MISSED' : ''}`
    return `${format.padEnd(10)} ${figure.padEnd(38)} ${value.toFixed(2).padStart(7)}  ${layout.padEnd(15)} ${aim}`.trimEnd()
  })
  return ['worst layout of each format', ...lines].join('\n')
}
