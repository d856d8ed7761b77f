import { existsSync, lstatSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type NaiveContent, naiveContent, without, withoutLast } from './naive-content.ts'
import { naiveLog } from './naive-log.ts'
import { type Places, walOf } from './places.ts'
import type { Trial } from './trials.ts'

/** What one run of a command did. */
export interface Outcome {
  readonly code: number | string
  readonly stderr: string
  /** Without the names of this case's folders. */
  readonly stdout: string
  /** What it said of entries that stand in the log only. */
  readonly warnings: string
  /** Of the database that it made, but for what it is to change; undefined when it made none, or none that can be read. */
  readonly content: NaiveContent | undefined
  /** The entries of the log: those it listed, or those of the log that it made. */
  readonly entries: readonly string[]
}

/** Runs a command line; the program is etcdutl unless it is etcdctl. */
export type RunTrial = (
  args: readonly string[],
  options: { readonly release: string; readonly program: 'etcdctl' | 'etcdutl' },
) => Promise<{ readonly code: number | string; readonly stdout: string; readonly stderr: string }>

const entryType = 2

export async function outcomeOf(run: RunTrial, trial: Trial, at: Places, release: string): Promise<Outcome> {
  for (const made of [at.restored, at.backup]) rmSync(made, { recursive: true, force: true })
  const { code, stdout, stderr } = await run(trial.args(at), { release, program: trial.program ?? 'etcdutl' })
  const shown = stdout.replaceAll(at.folder, '')
  const warnings = stderr.split('\n').filter((line) => line.startsWith('WARNING'))
  return {
    code,
    stderr,
    stdout: shown,
    warnings: warnings.join('\n').replaceAll(at.folder, ''),
    content: code === 0 ? contentMade(trial, at) : undefined,
    entries: code === 0 ? entriesMade(trial, at, shown) : [],
  }
}

function contentMade({ made, buckets = [], metaKeys = [], appends }: Trial, at: Places): NaiveContent | undefined {
  if (made === undefined || statSync(made(at)).size > mostRead) return undefined
  const content = naiveContent(readFileSync(made(at)))
  if (content === undefined) return undefined
  const changed = without(content, buckets, metaKeys)
  return appends === undefined ? changed : withoutLast(changed, appends)
}

const mostRead = 2 ** 28

/** Content as it is to be compared with that of a command's copy. */
export function expectedContent({ buckets = [], metaKeys = [] }: Trial, content: NaiveContent): NaiveContent {
  return without(content, buckets, metaKeys)
}

function entriesMade({ readsLog }: Trial, at: Places, shown: string): string[] {
  if (readsLog !== true) return []
  if (!existsSync(at.backup)) return shown.split('\n').filter((line) => /^ +\d+\t +\d+\t/.test(line))
  const { records } = naiveLog(walOf(at.backup))
  return records.filter(({ type }) => type === entryType).map(({ data }) => data.toString('hex'))
}

/** All files below a folder, with their sizes. */
export function listing(folder: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  return names.map((name) => `${name} ${lstatSync(join(folder, name)).size}`).join('\n')
}
