import { cpus } from 'node:os'
import type { ChartName } from './groups.ts'
import { ratioTo, type Summary, summaryTable } from './summary.ts'
import { tripsTable } from './trips.ts'
import { worstFigures, worstTable } from './verdict.ts'

/** All that one run of the suite found out. */
export interface Report {
  /** Versions of the server and node, and the machine. */
  readonly about: string
  /** How busy the machine was with other things; undefined before the end. */
  readonly quiet?: string | undefined
  readonly isNoisy?: boolean | undefined
  /** Keys of each store of the large reads. */
  readonly keys: number
  /** Programs that the others are compared with, in the order of the columns. */
  readonly bases: readonly string[]
  readonly rows: readonly Summary[]
  /** The loads of each chart. */
  readonly charted: Readonly<Record<ChartName, readonly string[]>>
}

export function describeRun(serverVersion: string, seed: number): string {
  const cores = cpus()
  const model = cores[0]?.model.trim() || process.arch
  const machine = `node ${process.version}, ${process.platform}, ${cores.length} cores (${model})`
  const day = new Date().toISOString().slice(0, 10)
  return `${day}, server etcd ${serverVersion}, ${machine}, BENCH_SEED=${seed}`
}

/** The rows with a ratio to each base that ran the same load. */
export function toJson({ about, quiet, isNoisy, keys, bases, rows, charted }: Report): string {
  const withRatios = rows.map((row) => ({
    ...row,
    ratios: Object.fromEntries(bases.map((base) => [base, ratioTo(base, row, rows)])),
  }))
  return `${JSON.stringify({ about, quiet, isNoisy, keys, bases, charted, rows: withRatios }, null, 2)}\n`
}

/** Reads what `toJson` wrote. */
export function fromJson(text: string): Report {
  const report = JSON.parse(text) as Partial<Report>
  const { about, quiet, isNoisy, keys, bases, rows, charted } = report
  if (about === undefined || keys === undefined || bases === undefined || rows === undefined || charted === undefined) {
    throw new Error('this is no report of a benchmark')
  }
  return { about, quiet, isNoisy, keys, bases, rows, charted }
}

export function toTable({ about, quiet, bases, rows }: Report): string {
  const worst = worstFigures(rows, bases.findLast((base) => base.startsWith('etcdctl ')) ?? '')
  const parts = [
    about,
    summaryTable(rows, ...bases),
    worst.length === 0 ? '' : worstTable(worst),
    tripsTable(rows),
    quiet ?? '',
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}
