import { aligned } from './aligned.ts'
import { type Summary, time } from './summary.ts'

/** A summary of a load on a file of so many bytes. */
export interface SizedSummary extends Summary {
  readonly sizeBytes: number
  /** The load without the size. */
  readonly work: string
}

/** How the time grows with the file: a line for each load and program, with the time and the time per MB for each size. */
export function growthTable(rows: readonly SizedSummary[]): string {
  const sizes = [...new Set(rows.map(({ sizeBytes }) => sizeBytes))].sort((a, b) => a - b)
  const names = [...new Set(rows.map(nameOf))]
  const head = ['time, time per MB', ...sizes.map(megabytes)]
  const lines = names.map((name) => [name, ...sizes.map((size) => cell(rows, name, size))])
  return aligned([head, ...lines])
}

export function megabytes(sizeBytes: number): string {
  return `${Math.round(sizeBytes / 1e6)} MB`
}

function nameOf({ work, program }: SizedSummary): string {
  return `${work}, ${program}`
}

function cell(rows: readonly SizedSummary[], name: string, sizeBytes: number): string {
  const row = rows.find((candidate) => candidate.sizeBytes === sizeBytes && nameOf(candidate) === name)
  if (row === undefined) return '-'
  return `${time(row.wallMedianMs)}, ${((row.wallMedianMs / sizeBytes) * 1e6).toFixed(1)} ms`
}
