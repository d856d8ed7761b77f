import { prefixRange } from '../../base/ranges.ts'
import type { EtcdClient } from '../../client/client.ts'
import type { KeyValue } from '../../rpc/messages.ts'
import type { Destination } from './destination.ts'
import { inParallel } from './in-parallel.ts'
import { putOp } from './operations.ts'
import type { MirrorPlan, MirrorProgress } from './plan.ts'
import { type Change, transactions } from './transactions.ts'

const endless = { deadlineMs: Number.POSITIVE_INFINITY }
const pageKeys = 1000
const pageBytes = 4 * 1024 * 1024
/** Transactions on their way at once. */
const inFlight = 4

interface Copying {
  readonly source: EtcdClient
  readonly destination: Destination
  readonly plan: MirrorPlan
  readonly progress: MirrorProgress
}

/** Copies all keys as they are at one revision; resolves to that revision. Keys differ, so their order does not count. */
export async function copyKeys(copying: Copying): Promise<bigint> {
  const snapshot = { revision: 0n }
  await inParallel(batches(copying, snapshot), inFlight, (batch) => copying.destination.apply(batch))
  return snapshot.revision
}

async function* batches({ source, plan, progress }: Copying, snapshot: { revision: bigint }) {
  for await (const page of pages(source, plan.prefix)) {
    // later pages count what is left
    if (snapshot.revision === 0n) progress.keys = page.count
    snapshot.revision = page.revision
    const puts = page.kvs.map(({ key, value }): Change => [putOp(plan.toDestination(key), value)])
    yield* transactions(puts, plan.maxOps)
  }
}

interface Page {
  readonly kvs: readonly KeyValue[]
  readonly revision: bigint
  /** Keys from the first one of the page on. */
  readonly count: bigint
  /** The key after the last one; undefined at the end. */
  readonly next: Uint8Array | undefined
}

/** The keys under the prefix at the revision of the first page; the next page is on its way while one is worked on. */
async function* pages(source: EtcdClient, prefix: Uint8Array): AsyncGenerator<Page, void, undefined> {
  const { key: firstKey, rangeEnd } = prefixRange(prefix)
  let limit = pageKeys
  let coming: Promise<Page> | undefined = fetchPage(source, { key: firstKey, rangeEnd, revision: 0n, limit })
  while (coming !== undefined) {
    const page: Page = await coming
    limit = nextLimit(page)
    coming = page.next && fetchPage(source, { key: page.next, rangeEnd, revision: page.revision, limit })
    // a failure is met when its turn comes
    coming?.catch(() => {})
    yield page
  }
}

interface PageRequest {
  readonly key: Uint8Array
  readonly rangeEnd: Uint8Array
  readonly revision: bigint
  readonly limit: number
}

async function fetchPage(source: EtcdClient, request: PageRequest): Promise<Page> {
  const answer = await source.kv.range({ ...request, limit: BigInt(request.limit) }, endless)
  const revision = request.revision === 0n ? (answer.header?.revision ?? 0n) : request.revision
  const last = answer.kvs.at(-1)
  const next = answer.more && last !== undefined ? Buffer.concat([last.key, Uint8Array.of(0)]) : undefined
  return { kvs: answer.kvs, revision, count: answer.count, next }
}

/** Fewer keys where values are large, so that a page stays small. */
function nextLimit({ kvs }: Page): number {
  const bytes = kvs.reduce((sum, { key, value }) => sum + key.length + value.length, 0)
  return Math.max(1, Math.min(pageKeys, Math.floor((kvs.length * pageBytes) / Math.max(bytes, 1))))
}
