import { commandLines } from './calls.ts'
import type { Column } from './columns.ts'
import { lenient, strict } from './library.ts'
import { isDeadline, type Played, type Row, title } from './table.ts'

const largestGrowth = 150 * 1024 * 1024
/** What the original's own limit of tries allows for calls that change nothing. */
const mostReads = 101

/** What is wrong with a row, in words; nothing when all is as it should be. */
export function complaints(columns: readonly Column[], row: Row): string[] {
  const original = row.played[columns.findIndex(({ owner }) => owner === 'etcd')]
  return columns.flatMap((column, at) => {
    const played = row.played[at]
    if (column.owner === 'etcd' || played === undefined) return []
    const isLibrary = column.owner === 'library'
    const all = [
      ...outcomeComplaints(row, played, { original, isLibrary }),
      ...requestComplaints(row, played, isLibrary),
      ...memoryComplaints(row, played),
    ]
    return all.map((words) => `${title(row.scenario)} (${row.command}), ${column.name}: ${words}`)
  })
}

interface Measure {
  readonly original: Played | undefined
  readonly isLibrary: boolean
}

function outcomeComplaints(row: Row, played: Played, measure: Measure): string[] {
  const { kind, text } = played.outcome
  if (isToBeServedEarly(row, measure)) return kind === 'ok' ? [] : [`an early request is not served: ${kind} ${text}`]
  if (kind === 'crash' || kind === 'hang' || kind === 'wrong') return [`${kind}: ${text}`]
  return kind === 'ok' ? successComplaints(row, measure) : errorComplaints(row, played, measure)
}

/** The original waits, and so does the library. */
function isToBeServedEarly({ scenario, command }: Row, { isLibrary }: Measure): boolean {
  return scenario.isServedEarly === true && !isLibrary && commandLines[command].isQuestion
}

function successComplaints({ scenario }: Row, { original, isLibrary }: Measure): string[] {
  if (isLibrary && lenient.has(title(scenario))) return []
  if (scenario.expect === 'failure') return ['a false success']
  if (original === undefined || original.outcome.kind === 'ok') return []
  return [`a success where the original fails: ${original.outcome.text}`]
}

/**
 * Of a flood it matters that it ends and what it takes; the windows decide when. The library tells late what broke. A call
 * that was never sent may wait for a better connection.
 */
function errorComplaints({ scenario }: Row, played: Played, { original, isLibrary }: Measure): string[] {
  const { text } = played.outcome
  if (scenario.expect === 'success') {
    return isLibrary && strict.has(title(scenario)) ? [] : [`a proper answer is refused: ${text}`]
  }
  const isAnyTime = scenario.isFlood === true || scenario.isRace === true || scenario.isReadLate === true
  const isExcused = isLibrary || isAnyTime || played.requests === 0
  if (isExcused || original?.outcome.kind !== 'error') return []
  const isLate = isDeadline(text) && !isDeadline(original.outcome.text)
  return isLate ? [`the deadline, where the original says at once: ${original.outcome.text}`] : []
}

/**
 * A write arrives once; once more only where the server has said that it did not look at it. Nothing but a question comes before the
 * settings, and that once.
 */
function requestComplaints({ scenario, command }: Row, played: Played, isLibrary: boolean): string[] {
  const { outcome, requests, early } = played
  const mostEarly = commandLines[command].isQuestion ? 1 : 0
  if (early > mostEarly) return [`${early} requests before the settings`]
  const mostWrites = scenario.isUnseen ? 2 : 1
  // a server that says it did not look gets each try of ours twice from the library
  const most = commandLines[command].isWrite ? mostWrites : mostReads * (isLibrary ? 2 : 1)
  if (requests > most) return [`${requests} requests`]
  return outcome.kind === 'ok' && requests === 0 ? ['a success without a request'] : []
}

function memoryComplaints({ scenario }: Row, { growth }: Played): string[] {
  return growth !== undefined && growth > largestGrowth + (scenario.heldBytes ?? 0) ? [`${growth} bytes of memory`] : []
}
