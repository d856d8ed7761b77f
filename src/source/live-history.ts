import type { Session } from '../app.ts'
import { CliError } from '../base/errors.ts'
import type { KeyRange } from '../base/ranges.ts'
import { Watcher, type WatchUpdate } from '../client/watch/watcher.ts'
import { type Event, EventType } from '../rpc/messages.ts'
import { compactedRevision } from './compacted.ts'
import type { Change } from './source.ts'

export interface LiveHistory {
  readonly session: Session
  readonly range: KeyRange
  /** The newest revision that is wanted. */
  readonly until: bigint
  /** The oldest one; 0 for all that are left. */
  readonly since: bigint
  readonly withPrevious?: boolean
}

/** A watch brings the oldest first, so that a stretch of revisions is read whole before it is turned. */
const firstStretch = 1000n
const fewChanges = 500
const manyChanges = 20_000
/** Up to 3.5.7 a server answers the question for progress although events are still to come: it then sends some all 100 ms. */
const quietMs = 300

/** The changes of a range, newest first, as far back as watches reach. */
export async function* liveHistory(wanted: LiveHistory): AsyncGenerator<Change, void> {
  const { session, range, until, since } = wanted
  // of the compacted revision itself deletions are gone
  const compacted = await compactedRevision(session, range.key)
  const end = since > compacted ? since : compacted + 1n
  let stretch = firstStretch
  for (let high = until; high >= end; ) {
    const low = high - stretch + 1n > end ? high - stretch + 1n : end
    const changes = await changesBetween(wanted, low, high)
    for (const change of changes.reverse()) yield change
    if (changes.length < fewChanges) stretch *= 4n
    if (changes.length > manyChanges && stretch > 1n) stretch /= 4n
    high = low - 1n
  }
}

/** The changes, or the revision up to which they are compacted by now. */
type Stretch = Change[] | { readonly compacted: bigint }

/** The changes of these revisions, the oldest first; of those that are compacted by now none. */
async function changesBetween(wanted: LiveHistory, low: bigint, high: bigint): Promise<Change[]> {
  const { session, range, withPrevious = false } = wanted
  const request = { ...range, startRevision: low, prevKv: withPrevious, fragment: true }
  const watcher = new Watcher({ client: await session.client(), request, hasLeader: true })
  const asking = setInterval(() => watcher.requestProgress(), quietMs / 2)
  try {
    const found = await takeUntil(watcher, high)
    if (Array.isArray(found)) return found
    return found.compacted >= high ? [] : await changesBetween(wanted, found.compacted + 1n, high)
  } finally {
    clearInterval(asking)
    watcher.close()
  }
}

async function takeUntil(watcher: Watcher, high: bigint): Promise<Stretch> {
  const reading = new Reading(high)
  for await (const updates of watcher.batches()) {
    for (const update of updates) {
      if (update.compactRevision > 0n) return { compacted: update.compactRevision }
      if (reading.take(update)) return reading.changes
    }
  }
  throw new CliError('the watch ended before all changes had come')
}

/** Collects what a watch brings up to a revision. */
class Reading {
  readonly changes: Change[] = []
  private readonly high: bigint
  private quietSince = Number.POSITIVE_INFINITY

  constructor(high: bigint) {
    this.high = high
  }

  /** Resolves to true once all has come. Throws why the watch has ended. */
  take({ header, events = [], canceled, problem, refusal, streamError }: WatchUpdate): boolean {
    if (canceled) throw refusal ?? streamError ?? new CliError(problem)
    for (const event of events) if (this.isBehind(event)) return true
    if (events.length > 0) this.quietSince = Number.POSITIVE_INFINITY
    else if (header !== undefined && header.revision >= this.high) return this.isQuiet(performance.now())
    return false
  }

  private isBehind({ type, kv, prevKv }: Event): boolean {
    if (kv === undefined) return false
    if (kv.modRevision > this.high) return true
    this.changes.push({
      revision: kv.modRevision,
      kind: type === EventType.DELETE ? 'delete' : 'put',
      kv,
      previous: prevKv,
    })
    return false
  }

  private isQuiet(now: number): boolean {
    this.quietSince = Math.min(this.quietSince, now)
    return now - this.quietSince >= quietMs
  }
}
