import { aligned } from './aligned.ts'
import type { ReadCase } from './groups.ts'
import type { Run } from './measure.ts'

export interface Summary {
  readonly load: string
  readonly read?: ReadCase
  readonly program: string
  readonly runs: number
  readonly wallMedianMs: number
  readonly wallMinMs: number
  readonly cpuMeanMs: number | undefined
  /** Of the servers, for one run of the program. */
  readonly serverCpuMeanMs?: number | undefined
  readonly firstByteMedianMs?: number | undefined
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
    serverCpuMeanMs: meanOf(runs.map(({ serverCpuMs }) => serverCpuMs)),
    firstByteMedianMs: medianOf(runs.map(({ firstByteMs }) => firstByteMs)),
    peakMib: maxOf(runs.map(({ peakMib }) => peakMib)),
  }
}

/** The row's median to that of `base` in the same load; undefined when `base` did not run it. */
export function ratioTo(base: string, row: Summary, rows: readonly Summary[]): number | undefined {
  const reference = rows.find(({ load, program }) => load === row.load && program === base)
  return reference === undefined ? undefined : row.wallMedianMs / reference.wallMedianMs
}

/** A table for people, with a column of ratios for each of `bases` that ran at all. */
export function summaryTable(rows: readonly Summary[], ...bases: readonly string[]): string {
  const ran = bases.filter((base) => rows.some(({ program }) => program === base))
  const hasServer = rows.some(({ serverCpuMeanMs }) => serverCpuMeanMs !== undefined)
  const figures = ['wall median', 'wall min', 'cpu mean', ...(hasServer ? ['server cpu', 'first byte'] : []), 'peak']
  const head = ['load', 'program', ...figures, ...ran.map((base) => `to ${base}`)]
  const lines = rows.map((row) => [...cells(row, hasServer), ...ran.map((base) => ratio(ratioTo(base, row, rows)))])
  return aligned([head, ...lines])
}

function cells(row: Summary, hasServer: boolean): string[] {
  const wall = [time(row.wallMedianMs), time(row.wallMinMs), time(row.cpuMeanMs)]
  const server = hasServer ? [time(row.serverCpuMeanMs), time(row.firstByteMedianMs)] : []
  return [row.load, row.program, ...wall, ...server, mib(row.peakMib)]
}

/** Milliseconds up to a second, then seconds; `-` for what is not known. */
export function time(ms: number | undefined): string {
  if (ms === undefined) return '-'
  return ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(2)} s`
}

export function mib(value: number | undefined): string {
  return value === undefined ? '-' : `${value.toFixed(0)} MiB`
}

function ratio(value: number | undefined): string {
  return value === undefined ? '' : value.toFixed(2)
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

function medianOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined)
  return known.length === 0 ? undefined : median(known)
}

function meanOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined)
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length
}

function maxOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined)
  return known.length === 0 ? undefined : Math.max(...known)
}
