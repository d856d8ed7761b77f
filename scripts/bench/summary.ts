import type { Run } from './measure.ts'

export interface Summary {
  readonly load: string
  readonly program: string
  readonly runs: number
  readonly wallMedianMs: number
  readonly wallMinMs: number
  readonly cpuMeanMs: number | undefined
  readonly peakMib: number | undefined
}

export function summarise(load: string, program: string, runs: readonly Run[]): Summary {
  return {
    load,
    program,
    runs: runs.length,
    wallMedianMs: median(runs.map(({ wallMs }) => wallMs)),
    wallMinMs: Math.min(...runs.map(({ wallMs }) => wallMs)),
    cpuMeanMs: meanOf(runs.map(({ cpuMs }) => cpuMs)),
    peakMib: maxOf(runs.map(({ peakMib }) => peakMib)),
  }
}

/** A table for people; `ratio` is each median to that of `base` in the same load. */
export function summaryTable(rows: readonly Summary[], base: string): string {
  const head = ['load', 'program', 'wall median', 'wall min', 'cpu mean', 'peak', `to ${base}`]
  const lines = rows.map((row) => {
    const reference = rows.find(({ load, program }) => load === row.load && program === base)
    const ratio = reference === undefined ? '' : (row.wallMedianMs / reference.wallMedianMs).toFixed(2)
    return [row.load, row.program, ms(row.wallMedianMs), ms(row.wallMinMs), ms(row.cpuMeanMs), mib(row.peakMib), ratio]
  })
  const widths = head.map((title, column) => Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)))
  return [head, ...lines]
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function ms(value: number | undefined): string {
  return value === undefined ? '-' : `${value.toFixed(1)} ms`
}

function mib(value: number | undefined): string {
  return value === undefined ? '-' : `${value.toFixed(0)} MiB`
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

function meanOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined)
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length
}

function maxOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined)
  return known.length === 0 ? undefined : Math.max(...known)
}
