import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findEtcdBinaries } from '../test/support/etcd-binaries.ts'
import { drawCharts } from './bench/charts.ts'
import {
  type Contender,
  checkStarts,
  emptyNode,
  findContenders,
  newestOf,
  staleExecutable,
} from './bench/contenders.ts'
import { type ChartName, type Group, type Load, loadGroup, type Setting } from './bench/groups.ts'
import { intoReadme, toMarkdown } from './bench/markdown.ts'
import { interleave, type Limit, type Program, type Run } from './bench/measure.ts'
import { type BenchOptions, parseOptions, usage } from './bench/options.ts'
import { busyShare, describeQuiet, isQuiet, quietOf, takeStock } from './bench/quiet.ts'
import { bareClient } from './bench/reads.ts'
import { describeRun, fromJson, type Report, toJson, toTable } from './bench/report.ts'
import { median, type Summary, summarise, summaryTable } from './bench/summary.ts'
import { worstLoad } from './bench/verdict.ts'

const root = join(import.meta.dirname, '..')

/** Times the real clients and ours in turn, on servers of real etcd that it starts. */
async function bench(options: BenchOptions): Promise<void> {
  const report = options.from === undefined ? await run(options) : fromJson(readFileSync(options.from, 'utf8'))
  if (options.json !== undefined) writeFileSync(options.json, toJson(report))
  if (options.svg !== undefined) writeFileSync(options.svg, drawCharts(report))
  console.log(toTable(report))
  console.log(`\n${toMarkdown(report)}`)
  if (!options.writesReadme) return
  if (report.isNoisy && !options.isForced) throw new Error('the machine was busy: the README is left as it is')
  writeReadme(report)
}

function writeReadme(report: Report): void {
  const path = join(root, 'README.md')
  writeFileSync(path, intoReadme(readFileSync(path, 'utf8'), toMarkdown(report)))
  writeFileSync(join(root, 'docs', 'benchmarks.svg'), drawCharts(report))
}

async function run(options: BenchOptions): Promise<Report> {
  const { binaries, reasons } = await findEtcdBinaries()
  const servers = options.servers.flatMap((release) => newestOf(binaries, release) ?? [])
  if (servers.length < options.servers.length)
    throw new Error(['not all of the servers are here', ...reasons].join('\n'))
  const contenders = findContenders(binaries, options.clients)
  const stale = staleExecutable()
  if (stale !== undefined) complain(options, `${stale} is older than its sources: npm run package`)
  checkStarts(contenders)
  const { pace, seed, reads } = options
  const about = describeRun(servers.map(({ version }) => version).join(' and '), seed)
  process.stderr.write(`${about}\n`)
  const bases = basesAmong(contenders)
  const report: Filling = { about, keys: reads.keys, bases, rows: [], charted: { small: [], large: [] } }
  await refuseNoise(options)
  const start = takeStock()
  for (const server of servers) {
    const suffix = server === servers[0] ? '' : `, server ${server.release}`
    const setting: Setting = { server, suffix, contenders, pace, seed, reads }
    for (const name of options.groups) await runGroup(await loadGroup(name), { name, options, setting, report })
  }
  const quiet = quietOf(start, takeStock())
  chartWorst(report)
  const isNoisy = !isQuiet(quiet.othersShare)
  if (isNoisy) warn('the machine had other things to do during the run')
  return { ...report, quiet: describeQuiet(quiet), isNoisy }
}

/** Figures of a busy machine are no figures to show to others. */
async function refuseNoise(options: BenchOptions): Promise<void> {
  const share = await busyShare()
  if (isQuiet(share)) return
  complain(options, `other processes use ${((share ?? 0) * 100).toFixed(0)} % of a core`)
}

function complain({ writesReadme, isForced }: BenchOptions, problem: string): void {
  if (writesReadme && !isForced) throw new Error(`${problem}; the README is left as it is (--force goes on)`)
  warn(problem)
}

function warn(problem: string): void {
  process.stderr.write(`WARNING: ${problem}; the figures mean little\n`)
}

/** The limit, an empty node, and the oldest and the newest real client. */
function basesAmong(contenders: readonly Contender[]): string[] {
  const real = contenders.filter(({ release }) => release !== undefined)
  return [...new Set([bareClient, ...[emptyNode, real.at(0), real.at(-1)].flatMap((base) => base?.name ?? [])])]
}

/** The chart shows the layout in which ours is worst, not the one in which it is best. */
function chartWorst({ rows, bases, charted }: Filling): void {
  const formats = new Set(rows.flatMap(({ read }) => read?.format ?? []))
  for (const format of formats) charted.large.push(...[worstLoad(rows, bases.at(-1) ?? '', format) ?? []].flat())
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
  const start = performance.now()
  const earlier = report.rows.length
  for await (const load of group.loads(setting)) {
    process.stderr.write(`${load.name} …\n`)
    // figures that were long in the making survive a program that fails
    await measure(
      { ...load, name: load.name + setting.suffix },
      options.rounds ?? group.rounds[setting.pace],
      group.warmUps,
      report,
    ).catch((error: unknown) => {
      process.stderr.write(`${load.name} is left out: ${error instanceof Error ? error.message : error}\n`)
      process.exitCode = 1
    })
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(0)
  const table = summaryTable(report.rows.slice(earlier), ...report.bases)
  process.stderr.write(`\n${table}\n\n${name} took ${seconds} s\n\n`)
}

async function measure(load: Load, rounds: number, warmUps: number, report: Filling): Promise<void> {
  const { name, programs, read, chart, firstBytes = 0 } = load
  const runs = await interleave(programs, rounds, warmUps)
  const first = await timeFirstBytes(programs, firstBytes)
  for (const [program, list] of runs) {
    const row = summarise(name, program, list)
    const firstByteMedianMs = first.get(program) ?? row.firstByteMedianMs
    report.rows.push({ ...row, firstByteMedianMs, ...(read === undefined ? {} : { read }) })
  }
  if (chart !== undefined) report.charted[chart].push(name)
}

/** Medians up to the first byte that each of ours writes into a pipe; it is interrupted then. */
async function timeFirstBytes(
  programs: readonly (Program | Limit)[],
  rounds: number,
): Promise<ReadonlyMap<string, number>> {
  const ours = programs.filter(({ name }) => name.startsWith('ours'))
  const cut = ours.flatMap((program) => ('perform' in program ? [] : [{ ...program, until: { bytes: 1 } }]))
  const runs: Map<string, Run[]> = await interleave(cut, rounds, 0)
  const known = [...runs].filter(([, list]) => list.length > 0)
  return new Map(known.map(([name, list]) => [name, median(list.map(({ wallMs }) => wallMs))]))
}

if (process.argv.includes('--help')) console.log(usage)
else await bench(parseOptions(process.argv.slice(2), process.env))
