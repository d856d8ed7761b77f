import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atExit } from '../test/support/at-exit.ts'
import { findEtcdBinaries } from '../test/support/etcd-binaries.ts'
import { growthTable, megabytes, type SizedSummary } from './bench/growth.ts'
import { makeLargeStore, usualStore } from './bench/large-store.ts'
import { type Program, type Run, runOnce } from './bench/measure.ts'
import { findRivals, type OfflineLoad, offlineLoads, type Rivals, real } from './bench/offline-loads.ts'
import { summarise, summaryTable } from './bench/summary.ts'

const minute = 60_000
/** Shares of the usual store, about 100 MB, 500 MB and 1 GB; how often each program runs on it, and when it is too late to. */
const sizes = [
  { scale: 0.2, rounds: 3, lateMs: minute },
  { scale: 1, rounds: 2, lateMs: 3 * minute },
  { scale: 2, rounds: 2, lateMs: 7 * minute },
]
/** Whatever happens, there is an end. */
const endMs = 8 * minute

/** Times our etcdutl and the real ones in turn on snapshots of three sizes, ours as the release that it is compared with. */
async function bench(): Promise<void> {
  const { binaries, reasons } = await findEtcdBinaries()
  const rivals = findRivals(binaries)
  if (rivals.length === 0) throw new Error(['there is no etcdutl to compare with', ...reasons].join('\n'))
  const folder = mkdtempSync(join(tmpdir(), 'bench-offline-'))
  const forget = atExit(() => rmSync(folder, { recursive: true, force: true }))
  setTimeout(() => process.exit(1), endMs - performance.now()).unref()
  const rows: SizedSummary[] = []
  try {
    for (const size of sizes) await benchSize({ ...size, folder, rivals, rows })
  } finally {
    rmSync(folder, { recursive: true, force: true })
    forget()
  }
  console.log(process.argv.includes('--json') ? JSON.stringify(rows, null, 2) : tables(rows))
}

function tables(rows: readonly SizedSummary[]): string {
  return `${summaryTable(rows, real)}\n\n${growthTable(rows)}`
}

interface Size {
  readonly scale: number
  readonly rounds: number
  readonly lateMs: number
  readonly folder: string
  readonly rivals: readonly Rivals[]
  /** Takes what was measured. */
  readonly rows: SizedSummary[]
}

/** The file is in memory already when it is read first: it was just written. */
async function benchSize({ scale, rounds, lateMs, folder, rivals, rows }: Size): Promise<void> {
  const place = join(folder, String(scale))
  mkdirSync(place)
  const file = join(place, 'snapshot.db')
  makeLargeStore(file, { keys: usualStore.keys * scale, largeValues: usualStore.largeValues * scale })
  const sizeBytes = statSync(file).size
  const measured = offlineLoads(place, file).map((load) => ({ load, runs: new Map<Program, Run[]>() }))
  for (let round = 0; round < Number(process.env.ROUNDS ?? rounds); round++) {
    for (const { load, runs } of measured) await runLoad(load, { rivals, runs, lateMs })
  }
  const done = measured.flatMap(({ load, runs }) => summaries(load, { rivals, runs, sizeBytes }))
  process.stderr.write(`${summaryTable(done, real)}\n\n`)
  rows.push(...done)
  rmSync(place, { recursive: true })
}

interface Measuring {
  readonly rivals: readonly Rivals[]
  readonly runs: Map<Program, Run[]>
  readonly lateMs: number
}

/** One round. Stops between two runs when it is late. */
async function runLoad(load: OfflineLoad, { rivals, runs, lateMs }: Measuring): Promise<void> {
  const isLate = () => performance.now() > lateMs
  if (isLate()) return
  load.prepare?.()
  for (const program of ableTo(load, rivals).flatMap(({ programs }) => programs)) {
    if (isLate()) break
    const { before } = load
    const run = await runOnce({ ...program, argv: [...program.argv, ...load.words], ...(before && { before }) })
    runs.set(program, [...(runs.get(program) ?? []), run])
  }
  load.clear?.()
}

function ableTo(load: OfflineLoad, rivals: readonly Rivals[]): Rivals[] {
  return rivals.filter(({ release }) => release !== load.notIn)
}

interface Measured {
  readonly rivals: readonly Rivals[]
  readonly runs: ReadonlyMap<Program, readonly Run[]>
  readonly sizeBytes: number
}

function summaries(load: OfflineLoad, { rivals, runs, sizeBytes }: Measured): SizedSummary[] {
  return ableTo(load, rivals).flatMap(({ version, programs }) => {
    const work = `${load.name} ${version}`
    return programs.flatMap((program) => {
      const list = runs.get(program)
      if (list === undefined) return []
      return [{ ...summarise(`${work}, ${megabytes(sizeBytes)}`, program.name, list), work, sizeBytes }]
    })
  })
}

await bench()
