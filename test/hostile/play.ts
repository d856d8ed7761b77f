import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { commandLines } from './calls.ts'
import type { Column } from './columns.ts'
import { startHostileServer } from './hostile-server.ts'
import { complaints } from './judge.ts'
import { type Command, proper, type Scenario } from './scenario.ts'
import type { Played, Row } from './table.ts'

/** Time for a command that is to fail, and time for one that is to succeed on a busy machine. */
const failMs = 2000
const succeedMs = 20_000

const folder = mkdtempSync(join(tmpdir(), 'hostile-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
let files = 0

interface Task {
  readonly scenario: Scenario
  readonly command: Command
}

export interface Verdict {
  readonly rows: readonly Row[]
  readonly complaints: readonly string[]
}

/** Plays all scenarios on all columns, so many at a time. */
export async function playAll(
  columns: readonly Column[],
  scenarios: readonly Scenario[],
  atOnce: number,
): Promise<Verdict> {
  const tasks = scenarios.flatMap((scenario, at) => commandsOf(scenario, at).map((command) => ({ scenario, command })))
  const rows = await eachOf(tasks, atOnce, (task) => playRow(columns, task, 1))
  const patient = await playAgain(columns, rows, { factor: 6, atOnce: 2, most: 400 })
  const last = await playAgain(columns, patient, { factor: 15, atOnce: 1, most: 20 })
  return { rows: last, complaints: last.flatMap((row) => complaints(columns, row)) }
}

interface Patience {
  /** By how much longer a command may take. */
  readonly factor: number
  readonly atOnce: number
  /** More suspects than so many are no matter of time. */
  readonly most: number
}

/** What looks wrong is played again, with more time and less beside it: a busy machine is no fault of the client's. */
async function playAgain(
  columns: readonly Column[],
  rows: readonly Row[],
  patience: Patience,
): Promise<readonly Row[]> {
  const suspects = rows
    .filter((row) => isStarved(row) || complaints(columns, row).length > 0)
    .sort((a, b) => complaints(columns, b).length - complaints(columns, a).length)
  const again = new Map<Row, Row>()
  await eachOf(suspects.slice(0, patience.most), patience.atOnce, async (row) => {
    again.set(row, await playRow(columns, row, patience.factor))
  })
  return rows.map((row) => again.get(row) ?? row)
}

/** A usual greeting, and yet a client came not so far that it sent its call: the machine was too busy to tell anything. */
function isStarved({ scenario, played }: Row): boolean {
  const isUsual = scenario.accepted === undefined && scenario.greeting === undefined && scenario.isFlood !== true
  return isUsual && played.some(({ requests }) => requests === 0)
}

/** What repeats and what prints is played with a read, too; of the rest every third. */
function commandsOf({ commands, expect }: Scenario, at: number): readonly Command[] {
  if (commands !== undefined) return commands
  return expect === 'success' || at % 3 === 0 ? ['put', 'get'] : ['put']
}

async function eachOf<T, R>(list: readonly T[], atOnce: number, run: (each: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const work = async (): Promise<void> => {
    for (let at = next++; at < list.length; at = next++) {
      const each = list[at]
      if (each !== undefined) results[at] = await run(each)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return results
}

async function playRow(columns: readonly Column[], { scenario, command }: Task, factor: number): Promise<Row> {
  // what a flood takes does not depend on time
  const times = scenario.isFlood ? 1 : factor
  const played = await Promise.all(columns.map((column) => playOne(column, scenario, command, times)))
  return { scenario, command, played }
}

const quiet: Scenario = { theme: 'none', name: 'a quiet server', expect: 'success', answer: proper, isFlood: true }
const quietPeaks = new Map<Column, number>()

async function quietPeak(column: Column): Promise<number> {
  const known = quietPeaks.get(column)
  if (known !== undefined) return known
  quietPeaks.set(column, 0)
  const peak = (await playOne(column, quiet, 'put', 1)).outcome.peakBytes ?? 0
  quietPeaks.set(column, peak)
  return peak
}

async function playOne(column: Column, scenario: Scenario, command: Command, factor: number): Promise<Played> {
  const server = await startHostileServer(scenario)
  const timeoutMs = (scenario.expect === 'success' ? succeedMs : failMs) * factor
  try {
    const outcome = await column.play({
      endpoint: server.endpoint,
      command,
      timeoutMs,
      file: join(folder, `file-${files++}`),
      isFlood: scenario.isFlood === true,
    })
    const countOf = (paths: readonly string[]): number =>
      paths.filter((path) => path === commandLines[command].path).length
    const [requests, early] = [countOf(server.requests), countOf(server.early)]
    const { peakBytes } = outcome
    const growth = peakBytes === undefined ? undefined : peakBytes - (await quietPeak(column))
    return { outcome, timeoutMs, requests, early, growth }
  } finally {
    await server.close()
  }
}
