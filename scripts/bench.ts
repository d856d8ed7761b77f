import { readFileSync, writeFileSync } from 'node:fs'
import { findEtcdBinaries } from '../test/support/etcd-binaries.ts'
import { drawCharts } from './bench/charts.ts'
import { type Contender, emptyNode, findContenders, newestOf } from './bench/contenders.ts'
import { type ChartName, type Group, type Load, loadGroup, type Setting } from './bench/groups.ts'
import { interleave } from './bench/measure.ts'
import { type BenchOptions, parseOptions, usage } from './bench/options.ts'
import { describeRun, fromJson, type Report, toJson, toTable } from './bench/report.ts'
import { type Summary, summarise, summaryTable } from './bench/summary.ts'

/** Times the real clients and ours in turn, on servers of real etcd that it starts. */
async function bench(options: BenchOptions): Promise<void> {
  const report = options.from === undefined ? await run(options) : fromJson(readFileSync(options.from, 'utf8'))
  if (options.json !== undefined) writeFileSync(options.json, toJson(report))
  if (options.svg !== undefined) writeFileSync(options.svg, drawCharts(report))
  console.log(toTable(report))
}

async function run(options: BenchOptions): Promise<Report> {
  const { binaries, reasons } = await findEtcdBinaries()
  const server = newestOf(binaries, options.server) ?? binaries.at(-1)
  if (server === undefined) throw new Error(['there is no etcd to talk to', ...reasons].join('\n'))
  const contenders = findContenders(binaries, options.clients)
  const setting = { server, contenders, isQuick: options.isQuick }
  const about = describeRun(server.version)
  process.stderr.write(`${about}\n`)
  const report = { about, bases: basesAmong(contenders), rows: [], charted: { small: [], large: [] } }
  for (const name of options.groups) await runGroup(await loadGroup(name), { name, options, setting, report })
  return report
}

/** An empty node, and the oldest and the newest real client. */
function basesAmong(contenders: readonly Contender[]): string[] {
  const real = contenders.filter(({ name }) => name.startsWith('etcdctl '))
  return [...new Set([emptyNode, real.at(0), real.at(-1)].flatMap((base) => base?.name ?? []))]
}

interface Task {
  readonly name: string
  readonly options: BenchOptions
  readonly setting: Setting
  readonly report: Filling
}

/** A report while it is made. */
interface Filling extends Report {
  readonly rows: Summary[]
  readonly charted: Record<ChartName, string[]>
}

async function runGroup(group: Group, { name, options, setting, report }: Task): Promise<void> {
  const usual = options.isQuick ? group.quickRounds : group.rounds
  const start = performance.now()
  const earlier = report.rows.length
  for await (const load of group.loads(setting)) {
    process.stderr.write(`${load.name} …\n`)
    // figures that were long in the making survive a program that fails
    await measure(load, options.rounds ?? load.rounds ?? usual, group.warmUps, report).catch((error: unknown) => {
      process.stderr.write(`${load.name} is left out: ${error instanceof Error ? error.message : error}\n`)
      process.exitCode = 1
    })
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(0)
  const table = summaryTable(report.rows.slice(earlier), ...report.bases)
  process.stderr.write(`\n${table}\n\n${name} took ${seconds} s\n\n`)
}

async function measure(
  { name, programs, chart }: Load,
  rounds: number,
  warmUps: number,
  report: Filling,
): Promise<void> {
  const runs = await interleave(programs, rounds, warmUps)
  for (const [program, list] of runs) report.rows.push(summarise(name, program, list))
  if (chart !== undefined) report.charted[chart].push(name)
}

if (process.argv.includes('--help')) console.log(usage)
else await bench(parseOptions(process.argv.slice(2), process.env))
