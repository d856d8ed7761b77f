import type { Session } from '../../app.ts'
import { latin1 } from '../../base/bytes.ts'
import { CliError } from '../../base/errors.ts'
import type { KeyRange } from '../../base/ranges.ts'
import type { PlannedChange } from '../../render/results.ts'
import { compactedRevision } from '../../source/compacted.ts'
import { liveHistory } from '../../source/live-history.ts'
import type { Change } from '../../source/source.ts'
import { type Span, spanText } from './span.ts'

export interface Undoing {
  readonly session: Session
  readonly range: KeyRange
  readonly span: Span
  readonly keepsLeases: boolean
}

/** What takes the changes of a span back, and what was found on the way. */
export interface Reversal {
  readonly changes: readonly PlannedChange[]
  /** Keys that are already as they were before. */
  readonly same: number
  /** Keys that were deleted in the span and have changed behind it, with the revision of the last such change. */
  readonly changedAgain: readonly (readonly [change: PlannedChange, revision: bigint])[]
}

/** A key of the span: its last change in there, and what it was before the first one. */
interface Touched {
  readonly last: Change
  first: Change
}

/** Reads the changes of the span with what was there before. Throws a CliError when some of it is compacted or none was made. */
export async function planReversal(undoing: Undoing): Promise<Reversal> {
  const { range, span, session } = undoing
  const now = await currentRevision(undoing)
  if (span.last > now) throw new CliError(`there is no revision ${span.last} yet: the newest one is ${now}`)
  await refuseCompacted(undoing)
  const touched = await readTouched(undoing)
  // a compaction meanwhile takes away what was before
  await refuseCompacted(undoing)
  if (touched.size === 0) throw new CliError(`${spanText(span)}: no key of those was changed`)
  const plan = changesBack(touched, undoing)
  return withoutChangedAgain(plan, { session, range, until: now, since: span.last + 1n })
}

async function currentRevision({ session, range }: Undoing): Promise<bigint> {
  const client = await session.client()
  const { header } = await client.kv.range({ ...range, countOnly: true }, session.call())
  return header?.revision ?? 0n
}

async function refuseCompacted({ session, range, span }: Undoing): Promise<void> {
  const compacted = await compactedRevision(session, range.key)
  if (span.first > compacted) return
  const remark =
    'what was there before is in a snapshot that is old enough: etcdctl apply SNAPSHOT --prefix PREFIX --dry-run'
  throw new CliError(`${spanText(span)}: compacted; the oldest revision that can be undone is ${compacted + 1n}`, 1, {
    remarks: [remark],
  })
}

async function readTouched({ session, range, span }: Undoing): Promise<ReadonlyMap<string, Touched>> {
  const touched = new Map<string, Touched>()
  const wanted = { session, range, until: span.last, since: span.first, withPrevious: true }
  for await (const change of liveHistory(wanted)) {
    const name = latin1(change.kv.key)
    const known = touched.get(name)
    if (known === undefined) touched.set(name, { last: change, first: change })
    else known.first = change
  }
  return touched
}

function changesBack(touched: ReadonlyMap<string, Touched>, { keepsLeases }: Undoing) {
  const changes: PlannedChange[] = []
  let same = 0
  for (const { last, first } of touched.values()) {
    const { previous } = first
    if (previous === undefined && isLaterVersion(first))
      throw new CliError('what was there before is compacted meanwhile')
    const step = {
      key: last.kv.key,
      seen: last.kind === 'put' ? last.revision : 0n,
      value: previous?.value,
      lease: keepsLeases ? (previous?.lease ?? 0n) : 0n,
    }
    if (isThere(step, last)) same++
    else changes.push(step)
  }
  return { changes, same }
}

/** A key that is deleted was there, and so was one whose version is not the first. */
function isLaterVersion({ kind, kv }: Change): boolean {
  return kind === 'delete' || kv.version > 1n
}

function isThere({ value, lease }: PlannedChange, { kind, kv }: Change): boolean {
  if (value === undefined) return kind === 'delete'
  return kind === 'put' && kv.lease === lease && Buffer.compare(kv.value, value) === 0
}

type Later = Parameters<typeof liveHistory>[0]

/** A guard cannot see that a key came and went since it was deleted: its history tells. */
async function withoutChangedAgain(plan: { changes: PlannedChange[]; same: number }, later: Later): Promise<Reversal> {
  const absent = new Set(plan.changes.filter(({ seen }) => seen === 0n).map(({ key }) => latin1(key)))
  const changed = new Map<string, bigint>()
  if (absent.size > 0 && later.since <= later.until) {
    for await (const { kv, revision } of liveHistory(later)) {
      const name = latin1(kv.key)
      if (absent.has(name) && !changed.has(name)) changed.set(name, revision)
    }
  }
  const revisionOf = ({ key }: PlannedChange) => changed.get(latin1(key))
  return {
    same: plan.same,
    changes: plan.changes.filter((change) => revisionOf(change) === undefined),
    changedAgain: plan.changes.flatMap((change) => {
      const revision = revisionOf(change)
      return revision === undefined ? [] : [[change, revision] as const]
    }),
  }
}
