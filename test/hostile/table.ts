import { aligned } from '../../scripts/bench/aligned.ts'
import type { Column, Outcome } from './columns.ts'
import type { Command, Scenario } from './scenario.ts'

export interface Played {
  readonly outcome: Outcome
  /** What `--command-timeout` was. */
  readonly timeoutMs: number
  /** Requests of the command's own kind that the server received. */
  readonly requests: number
  /** Those of them that did not wait for the settings of the server. */
  readonly early: number
  /** By how many bytes the process grew beyond one on a quiet server; undefined when nobody looked. */
  readonly growth: number | undefined
}

/** One scenario, played with one command on all columns. */
export interface Row {
  readonly scenario: Scenario
  readonly command: Command
  /** In the order of the columns. */
  readonly played: readonly Played[]
}

/** What a scenario is called in tables and lists. */
export function title({ theme, name }: Scenario): string {
  return `${theme}: ${name}`
}

const megabyte = 1024 * 1024

/** A word for what became of it: the class of the error, not its words. */
export function shown({ kind, text }: Outcome): string {
  if (kind === 'ok') return 'OK'
  if (kind !== 'error') return `${kind.toUpperCase()} ${JSON.stringify(text.slice(0, 40))}`
  if (isDeadline(text)) return 'deadline'
  const code = /^rpc error: code = (\w+)/.exec(text)?.[1]
  return code ?? text.slice(0, 24)
}

export function isDeadline(text: string): boolean {
  return /context deadline exceeded|DeadlineExceeded/.test(text)
}

function cell({ outcome, requests, growth }: Played): string {
  const memory = growth === undefined ? '' : ` ${Math.round(Math.max(0, growth) / megabyte)} MB`
  return `${shown(outcome)} x${requests}${memory}`
}

/** A line a row. */
export function tableOf(columns: readonly Column[], rows: readonly Row[]): string {
  const heads = ['scenario', 'with', ...columns.map(({ name }) => name)]
  const lines = rows.map(({ scenario, command, played }) => {
    return [title(scenario), command, ...played.map(cell)]
  })
  return aligned([heads, ...lines])
}

/** By how much each column was late at most where it told that time was up. */
export function latest(columns: readonly Column[], rows: readonly Row[]): string {
  const shownColumns = columns.map(({ name }, at) => {
    const late = rows.flatMap(({ played }) => {
      const each = played[at]
      return each !== undefined && isDeadline(each.outcome.text) ? each.outcome.elapsedMs - each.timeoutMs : []
    })
    return `${name} ${Math.round(Math.max(0, ...late))} ms`
  })
  return shownColumns.join(', ')
}
