import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { type Harm, harm, writeDatabase } from './harm.ts'
import { naiveContent } from './naive-content.ts'
import { type NaiveLog, naiveLog } from './naive-log.ts'
import { listing, type Outcome, outcomeOf, type RunTrial } from './outcome.ts'
import { databaseOf, type Places, placesIn, walOf } from './places.ts'
import { type Random, randomOf } from './random.ts'
import { type Sample, versionsOf } from './samples.ts'
import { type Trial, trials } from './trials.ts'
import { type Truth, type Verdict, verdictOf } from './verdict.ts'

const releases = ['3.4', '3.5', '3.6', '3.7'] as const
const mostRead = 2 ** 28

/** A command on a case, with what befell the files. */
export interface TrialOfCase {
  readonly seed: number
  readonly sample: string
  readonly harm: string
  readonly release: string
  readonly trial: string
}

export interface Finding extends TrialOfCase {
  readonly verdict: Verdict | 'refused'
  /** What is wrong with it; undefined when nothing is. */
  readonly fault: string | undefined
}

export interface RunnerOptions {
  readonly samples: readonly Sample[]
  readonly folder: string
  readonly run: RunTrial
  /** How many commands are tried on a case; all when left out. */
  readonly trialsPerCase?: number | undefined
  /** Is told what comes next. */
  readonly onTrial: (trial: TrialOfCase) => void
  readonly onFinding: (finding: Finding) => void
}

/** Damages files by seeds, and runs the offline commands on them. */
export class CaseRunner {
  private readonly options: RunnerOptions
  private readonly at: Places
  private readonly expected = new Map<string, Outcome>()

  constructor(options: RunnerOptions) {
    this.options = options
    this.at = placesIn(options.folder)
  }

  async play(seed: number): Promise<void> {
    const random = randomOf(seed)
    const { samples } = this.options
    const [sample, other] = [oneOf(samples, random), oneOf(samples, random)]
    const release = oneOf(releases, random)
    this.prepare(sample)
    const sound = soundOf(this.at)
    const harms = harm({ at: this.at, sample, other }, random)
    const truth = truthOf({ sound, harms, at: this.at, sample, samples })
    const what = harms.map((each) => `${each.kind} (${each.what})`).join(' and ')
    const before = new FilesBefore(this.at)
    const { onTrial, onFinding } = this.options
    for (const [name, trial] of this.chosen(harms, random)) {
      // it has a line for each page of a large file
      if (name === 'scan-keys' && truth.damaged === undefined) continue
      const found = { seed, sample: sample.name, harm: what, release, trial: name }
      onTrial(found)
      const outcome = await outcomeOf(this.options.run, trial, this.at, release)
      const kept = before.differences(trial, outcome)
      before.restore()
      const verdict = await this.judge(outcome, { trial, name, sample, release, truth })
      onFinding({ ...found, verdict, fault: faultOf(verdict, outcome, kept) })
    }
  }

  private prepare(sample: Sample): void {
    const { folder, database } = this.at
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    cpSync(`${sample.folder}/data`, this.at.data, { recursive: true })
    const bytes = readFileSync(database)
    writeDatabase(this.at, bytes, bytes)
  }

  /** Of those that read what was damaged, one of each kind at most. */
  private chosen(harms: readonly Harm[], random: Random): [string, Trial][] {
    const all = Object.entries(trials)
    const { trialsPerCase } = this.options
    if (trialsPerCase === undefined) return all
    const isLog = !harms.some(({ isOfLog }) => !isOfLog)
    const kinds = [...new Set(all.filter(([, { readsLog, seesLog }]) => !isLog || readsLog || seesLog).map(kindOf))]
    const chosen = new Map<string, [string, Trial]>()
    while (chosen.size < Math.min(trialsPerCase, kinds.length)) {
      const kind = oneOf(kinds, random)
      const some = all.filter((each) => kindOf(each) === kind && (!isLog || each[1].readsLog || each[1].seesLog))
      if (!chosen.has(kind)) chosen.set(kind, oneOf(some, random))
    }
    return [...chosen.values()]
  }

  private async judge(outcome: Outcome, judged: Judged): Promise<Finding['verdict']> {
    if (outcome.code !== 0) return 'refused'
    const { trial, truth } = judged
    return verdictOf(trial, outcome, await this.expectedOf(judged), truth)
  }

  /** What the command does on the undamaged files. */
  private async expectedOf({ trial, name, sample, release }: Judged): Promise<Outcome> {
    const id = `${sample.name}/${release}/${name}`
    const known = this.expected.get(id)
    if (known !== undefined) return known
    const kept = join(sample.folder, `expected ${release} ${name}.json`)
    const shared = this.fromFile(kept)
    if (shared !== undefined) return this.keep(id, shared)
    const at = placesIn(`${this.options.folder}-sound`)
    rmSync(at.folder, { recursive: true, force: true })
    mkdirSync(at.folder, { recursive: true })
    cpSync(`${sample.folder}/data`, at.data, { recursive: true })
    const bytes = readFileSync(at.database)
    writeDatabase(at, bytes, bytes)
    const { content, ...outcome } = await outcomeOf(this.options.run, trial, at, release)
    // other processes that play cases need it too
    writeFileSync(`${kept}.${process.pid}`, JSON.stringify(outcome))
    renameSync(`${kept}.${process.pid}`, kept)
    return this.keep(id, { ...outcome, content })
  }

  private keep(id: string, outcome: Outcome): Outcome {
    this.expected.set(id, outcome)
    return outcome
  }

  private fromFile(path: string): Outcome | undefined {
    const text = readOr(path, undefined)
    return text && { content: undefined, ...JSON.parse(text.toString()) }
  }
}

interface Judged {
  readonly trial: Trial
  readonly name: string
  readonly sample: Sample
  readonly release: string
  readonly truth: Truth
}

function kindOf([name, { made }]: [string, Trial]): string {
  return made === undefined ? (name.split(' ')[0] ?? '') : name
}

function oneOf<T>(list: readonly T[], random: Random): T {
  return list[random(list.length)] as T
}

interface Sound {
  readonly database: Buffer
  readonly log: NaiveLog
}

function soundOf(at: Places): Sound {
  return { database: readFileSync(at.database), log: naiveLog(walOf(at.data)) }
}

interface Harmed {
  readonly sound: Sound
  readonly harms: readonly Harm[]
  readonly at: Places
  readonly sample: Sample
  readonly samples: readonly Sample[]
}

function truthOf({ sound, harms, at, sample, samples }: Harmed): Truth {
  const isTorn = harms.some(({ kind }) => kind === 'a torn copy')
  const bytes = readOr(at.database, undefined)
  const databases = [...(isTorn ? versionsOf(sample) : []), sound.database, ...exchanged(harms, bytes, samples)]
  return {
    sound: databases.map((each) => ({ bytes: each, content: naiveContent(each) })),
    damaged: bytes && { bytes, content: naiveContent(bytes) },
    soundLog: sound.log,
    damagedLog: logOr(walOf(at.data), undefined),
    isForged: harms.some(({ isForged }) => isForged),
    isForeign: harms.some(({ isForeign }) => isForeign),
    isOfOthers: sample.name === 'a database of somebody else',
    isStranger: harms.some(({ kind }) => kind.startsWith('a stranger')),
  }
}

/** The database of another member is undamaged. */
function exchanged(harms: readonly Harm[], bytes: Buffer | undefined, samples: readonly Sample[]): Buffer[] {
  if (bytes === undefined || !harms.some(({ kind }) => kind === 'the database of another member')) return []
  const all = samples.map(({ folder }) => readFileSync(databaseOf(`${folder}/data`)))
  return all.filter((each) => each.equals(bytes))
}

function readOr<T>(path: string, otherwise: T): Buffer | T {
  try {
    return statSync(path).size > mostRead ? otherwise : readFileSync(path)
  } catch {
    return otherwise
  }
}

function logOr<T>(folder: string, otherwise: T): NaiveLog | T {
  try {
    return naiveLog(folder)
  } catch {
    return otherwise
  }
}

/** The files of a case as they were before a command. */
class FilesBefore {
  private readonly at: Places
  private readonly listing: string
  private readonly database: Buffer | undefined
  /** Of one that is too large to be kept, and holds nothing behind its first pages. */
  private readonly sizeBefore: number | undefined

  constructor(at: Places) {
    this.at = at
    this.listing = listing(at.folder)
    this.database = readOr(at.database, undefined)
    const isLarge = this.database === undefined && existsSync(at.database) && statSync(at.database).isFile()
    this.sizeBefore = isLarge ? statSync(at.database).size : undefined
  }

  /** What a command changed that it may not have changed. */
  differences(trial: Trial, { code }: Outcome): string | undefined {
    const after = listing(this.at.folder)
    const isReplaced = code === 0 && trial.made?.(this.at) === this.at.database
    if (code !== 0 && after !== this.listing) return `failed, and left ${changedLines(this.listing, after)}`
    if (isReplaced || this.database === undefined) return undefined
    return this.isDatabaseAsBefore() ? undefined : 'changed the database'
  }

  private isDatabaseAsBefore(): boolean {
    return readOr(this.at.database, undefined)?.equals(this.database ?? Buffer.alloc(0)) === true
  }

  restore(): void {
    const size = this.sizeBefore
    if (this.database === undefined && size !== undefined) truncateSync(this.at.database, size)
    if (this.database !== undefined && !this.isDatabaseAsBefore()) writeFileSync(this.at.database, this.database)
  }
}

function changedLines(before: string, after: string): string {
  const [old, now] = [new Set(before.split('\n')), new Set(after.split('\n'))]
  const gone = [...old].filter((line) => !now.has(line)).map((line) => `-${line}`)
  return [...gone, ...[...now].filter((line) => !old.has(line)).map((line) => `+${line}`)].join(', ')
}

/** What nobody may see: a crash, an exit code without a reason, a success that is none. */
function faultOf(verdict: Finding['verdict'], { code, stdout, stderr }: Outcome, kept: string | undefined) {
  if (/\n\s+at /.test(stderr) || /\b(TypeError|RangeError|Assertion|undefined is not)\b/.test(stderr))
    return `a crash: ${stderr.slice(0, 600)}`
  if (stderr.includes('unknown flag:')) return `a wrong command line: ${stderr}`
  if (kept !== undefined) return kept
  if (verdict === 'wrong') return `succeeds with other content: ${stdout.slice(0, 200)}${stderr.slice(0, 200)}`
  if (code === 0) return undefined
  if (code !== 1) return `exit code ${code}: ${stderr.slice(0, 300)}`
  // a report says what is wrong, and etcdctl 3.4 ends without the word
  return /Error: |^Failed to defragment/.test(stderr) || /is damaged|problems/.test(stdout)
    ? undefined
    : `no reason for exit code 1: ${stderr}`
}
