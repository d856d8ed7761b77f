import { cpus } from 'node:os'
import type { ChartName } from './groups.ts'
import { ratioTo, type Summary, summaryTable } from './summary.ts'

/** All that one run of the suite found out. */
export interface Report {
  /** Versions of the server and node, and the machine. */
  readonly about: string
  /** Programs that the others are compared with, in the order of the columns. */
  readonly bases: readonly string[]
  readonly rows: readonly Summary[]
  /** The loads of each chart. */
  readonly charted: Readonly<Record<ChartName, readonly string[]>>
}

export function describeRun(serverVersion: string): string {
  const cores = cpus()
  const model = cores[0]?.model.trim() || process.arch
  return `server etcd ${serverVersion}, node ${process.version}, ${process.platform}, ${cores.length} cores (${model})`
}

/** The rows with a ratio to each base that ran the same load. */
export function toJson({ about, bases, rows, charted }: Report): string {
  const withRatios = rows.map((row) => ({
    ...row,
    ratios: Object.fromEntries(bases.map((base) => [base, ratioTo(base, row, rows)])),
  }))
  return `${JSON.stringify({ about, bases, charted, rows: withRatios }, null, 2)}\n`
}

/** Reads what `toJson` wrote. */
export function fromJson(text: string): Report {
  const report = JSON.parse(text) as Partial<Report>
  const { about, bases, rows, charted } = report
  if (about === undefined || bases === undefined || rows === undefined || charted === undefined) {
    throw new Error('this is no report of a benchmark')
  }
  return { about, bases, rows, charted }
}

export function toTable({ about, bases, rows }: Report): string {
  return `${about}\n\n${summaryTable(rows, ...bases)}`
}
