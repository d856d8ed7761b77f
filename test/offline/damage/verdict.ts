import { changedBytes, difference, type NaiveContent } from './naive-content.ts'
import { isBeginning, type NaiveLog } from './naive-log.ts'
import { expectedContent, type Outcome } from './outcome.ts'
import type { Trial } from './trials.ts'

/**
 * What an exit code of 0 on damaged files means: `same` as on the undamaged ones; other `bytes` in names, keys and values, `zeros`
 * at an entry's end, or whole pages in the place of others (`pages`), none of which a checksum of the file could tell; a log that is
 * a `beginning` of the undamaged one, as a crash leaves it, or whose reading `starts` elsewhere because files were lost; or `wrong`.
 */
export type Verdict = 'same' | 'bytes' | 'zeros' | 'pages' | 'beginning' | 'start' | 'shown' | 'wrong'

/** What is known of the files of a case. */
export interface Truth {
  /** What may have been in the database: of a torn copy, what was at any time. */
  readonly sound: readonly { readonly bytes: Buffer; readonly content: NaiveContent | undefined }[]
  /** Undefined when it cannot be read, or is too large to. */
  readonly damaged: { readonly bytes: Buffer; readonly content: NaiveContent | undefined } | undefined
  readonly soundLog: NaiveLog
  readonly damagedLog: NaiveLog | undefined
  readonly isForged: boolean
  readonly isForeign: boolean
  readonly isStranger: boolean
  /** True for a database of another program, whose entries have no form that could be checked. */
  readonly isOfOthers: boolean
}

export function verdictOf(trial: Trial, found: Outcome, expected: Outcome | undefined, truth: Truth): Verdict {
  if (trial.isLoose === true) return 'shown'
  const database = databaseVerdict(trial, found, expected, truth)
  if (trial.seesLog === true && database === 'same') return warningVerdict(found, expected, truth)
  if (trial.readsLog !== true || database === 'wrong') return database
  const log = logVerdict(found, expected, truth)
  return log === 'same' ? database : log
}

function databaseVerdict(trial: Trial, found: Outcome, expected: Outcome | undefined, truth: Truth): Verdict {
  const isShown = trial.made === undefined
  if (isShown && expected?.code === 0 && expected.stdout === found.stdout && trial.readsLog !== true) return 'same'
  if (isShown && trial.readsLog === true) return 'same'
  const { damaged, isForged, isStranger } = truth
  const content = isShown ? damaged?.content : found.content
  if (isStranger) return isShown ? 'shown' : 'same'
  if (content === undefined) return 'wrong'
  const differs = truth.sound.map((sound) => differenceTo(trial, isShown, content, { sound, damaged }))
  if (differs.includes('same')) return isShown ? shownVerdict(found, expected, truth) : 'same'
  if (trial.isProved === true) return 'wrong'
  if (differs.includes('bytes')) return 'bytes'
  if (differs.includes('zeros') && truth.isOfOthers) return 'zeros'
  return isForged ? 'pages' : 'wrong'
}

/** Of what is shown of the same content in other words. */
function shownVerdict(found: Outcome, expected: Outcome | undefined, { sound, isForged }: Truth): Verdict {
  if (sound.length > 1) return 'same'
  // how far the free pages at the end reach, and the last transaction, are known from the meta pages alone
  const ofPages = /[\d.]+ [kMG]?B *|"totalSize":\d+|transaction \d+|\d+ pages of/g
  const rest = (text = '') => text.replace(ofPages, '').replace(/-+/g, '-')
  return isForged && rest(found.stdout) === rest(expected?.stdout) ? 'pages' : 'wrong'
}

interface Pair {
  readonly sound: Truth['sound'][number]
  readonly damaged: Truth['damaged']
}

function differenceTo(trial: Trial, isShown: boolean, content: NaiveContent, { sound, damaged }: Pair) {
  if (sound.content === undefined) return 'other'
  const most = damaged === undefined ? 0 : changedBytes(sound.bytes, damaged.bytes)
  return difference(isShown ? sound.content : expectedContent(trial, sound.content), content, most)
}

/** Of what stands in the log only. */
function warningVerdict(found: Outcome, expected: Outcome | undefined, truth: Truth): Verdict {
  if (found.warnings === expected?.warnings || found.warnings.includes('it is not known')) return 'same'
  // a record's type is under no checksum: a state that is none any more does not tell what is committed
  const isTold = withoutCommitted(found.warnings) === withoutCommitted(expected?.warnings)
  if (isCut(truth) || isTold) return 'beginning'
  return isElsewhere(truth) ? 'start' : 'wrong'
}

function withoutCommitted(warnings = ''): string {
  return warnings.replace(/\d+ known to be committed/, '')
}

/** True when database and log are not of one time, or not of one member. */
function isElsewhere({ isForeign, isStranger, sound }: Truth): boolean {
  return isForeign || isStranger || sound.length > 1
}

function isCut({ damagedLog, soundLog }: Truth): boolean {
  if (damagedLog === undefined || damagedLog.records.length >= soundLog.records.length) return false
  return isBeginning(damagedLog, soundLog)
}

function logVerdict(found: Outcome, expected: Outcome | undefined, truth: Truth): Verdict {
  const isSame = expected?.code === 0 && expected.entries.join('\n') === found.entries.join('\n')
  if (isSame && (expected.stdout === found.stdout || found.stdout === '')) return 'same'
  // a record's type is under no checksum: a state that is none any more does not tell what is committed
  const isTold = withoutCommitted(found.warnings) === withoutCommitted(expected?.warnings)
  const isPart = expected !== undefined && isPartOf(found.entries, expected.entries)
  if (isPart && (isCut(truth) || (isSame && isTold))) return 'beginning'
  return isElsewhere(truth) || isSame ? 'start' : 'wrong'
}

/** True when the entries are the first ones of others. */
function isPartOf(entries: readonly string[], all: readonly string[]): boolean {
  return entries.every((entry, index) => entry === all[index])
}
