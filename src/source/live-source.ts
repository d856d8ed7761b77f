import type { Session } from '../app.ts'
import { CliError } from '../base/errors.ts'
import type { KeyRange } from '../base/ranges.ts'
import { oldestRevision } from '../client/diagnosis/oldest-revision.ts'
import { RpcError } from '../client/grpc/rpc-error.ts'
import { rangePages } from '../client/range/range-pages.ts'
import type { RangePages } from '../client/range/range-read.ts'
import type { RangeRequest } from '../rpc/messages.ts'
import type { RevisionWish } from './address.ts'
import { liveHistory } from './live-history.ts'
import type { Batch, Change, HistoryOptions, ReadOptions, Source } from './source.ts'

const anyKey = Uint8Array.of(0)

/** The cluster of the session, now or at a revision that is not compacted. */
export async function openLive(name: string, session: Session, at: RevisionWish): Promise<Source> {
  const live = new LiveSource(name, session)
  if ('number' in at) live.pin(at.number)
  else if (at.before > 0n) live.pin(await live.before(at.before))
  return live
}

/** Pinned to the revision of its first answer, unless it was pinned before. */
class LiveSource implements Source {
  readonly name: string
  private readonly session: Session
  private pinned = 0n

  constructor(name: string, session: Session) {
    this.name = name
    this.session = session
  }

  pin(revision: bigint): void {
    this.pinned = revision
  }

  /** The revision that came so many before the present one. Throws a CliError when there was none. */
  async before(revisions: bigint): Promise<bigint> {
    const now = await this.current()
    if (revisions >= now) throw new CliError(`${this.name}: the newest revision is ${now}`)
    return now - revisions
  }

  async revision(): Promise<bigint> {
    if (this.pinned === 0n) this.pinned = await this.current()
    return this.pinned
  }

  /** Asks by a key that the user may read, if there is one. */
  private async current(key: Uint8Array = anyKey): Promise<bigint> {
    const client = await this.session.client()
    const { header } = await client.kv.range({ key, countOnly: true }, this.session.call())
    return header?.revision ?? 0n
  }

  async *range(range: KeyRange, { keysOnly = false, limit = 0n }: ReadOptions = {}): AsyncGenerator<Batch, void> {
    for await (const { header, kvs } of this.pages({ ...range, keysOnly, limit })) {
      if (this.pinned === 0n) this.pinned = header?.revision ?? 0n
      yield kvs
    }
  }

  async firstKey(range: KeyRange): Promise<Uint8Array | undefined> {
    for await (const batch of this.range(range, { keysOnly: true, limit: 1n })) {
      for (const { key } of batch) return key.slice()
    }
    return undefined
  }

  async count(range: KeyRange): Promise<bigint> {
    let count = 0n
    for await (const page of this.pages({ ...range, countOnly: true })) {
      if (this.pinned === 0n) this.pinned = page.header?.revision ?? 0n
      count = page.count
    }
    return count
  }

  private pages(request: Partial<RangeRequest>): RangePages {
    return livePages(this.name, this.session, { ...request, revision: this.pinned })
  }

  async *history(range: KeyRange, options: HistoryOptions = {}): AsyncGenerator<Change, void> {
    const { since = 0n, withPrevious = false } = options
    if (this.pinned === 0n) this.pinned = await this.current(range.key)
    yield* liveHistory({ session: this.session, range, until: this.pinned, since, withPrevious })
  }

  async close(): Promise<void> {}
}

/** The pages of a range; a revision that is compacted away is refused with the oldest one that is left. */
export async function* livePages(name: string, session: Session, request: Partial<RangeRequest>): RangePages {
  const client = await session.client()
  try {
    yield* rangePages({ client, request, newCall: () => session.call() })
  } catch (error) {
    throw await explained(name, session, { error, request })
  }
}

interface Failed {
  readonly error: unknown
  readonly request: Partial<RangeRequest>
}

async function explained(name: string, session: Session, { error, request }: Failed): Promise<unknown> {
  if (!(error instanceof RpcError)) return error
  const { revision = 0n, key = anyKey } = request
  if (error.reason === 'futureRevision')
    return error.restated({ message: `${name}: there is no revision ${revision} yet` })
  if (error.reason !== 'compacted') return error
  const oldest = await oldestRevision(await session.client(), key, session.call())
  const left = oldest === undefined ? '' : `; the oldest one that is left is ${oldest}`
  return error.restated({ message: `${name}: revision ${revision} is compacted${left}` })
}
