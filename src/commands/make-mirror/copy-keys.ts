import { prefixRange } from '../../base/ranges.ts'
import type { EtcdClient } from '../../client/client.ts'
import { rangePages } from '../../client/range/range-pages.ts'
import type { KeyValue } from '../../rpc/messages.ts'
import type { Destination } from './destination.ts'
import { inParallel } from './in-parallel.ts'
import { putOp } from './operations.ts'
import type { MirrorCounts, MirrorPlan } from './plan.ts'
import { readAhead } from './read-ahead.ts'
import { type Change, Joining } from './transactions.ts'

const endless = { deadlineMs: Number.POSITIVE_INFINITY }
/** The source holds at most this much at a time, however long the copy takes. */
const partBytes = 4 * 1024 * 1024
/** The number of transactions in flight. */
const inFlight = 4

interface Copying {
  readonly source: EtcdClient
  readonly destination: Destination
  readonly plan: MirrorPlan
  readonly counts: MirrorCounts
}

/** Copies all keys as they are at one revision; resolves to that revision. Keys differ, so their order does not count. */
export async function copyKeys(copying: Copying): Promise<bigint> {
  const snapshot = { revision: 0n }
  await inParallel(batches(copying, snapshot), inFlight, (batch) => copying.destination.apply(batch))
  return snapshot.revision
}

async function* batches({ source, plan, counts }: Copying, snapshot: { revision: bigint }) {
  const joining = new Joining(plan.maxOps)
  const request = prefixRange(plan.prefix)
  const pages = rangePages({ client: source, request, newCall: () => endless, partBytes })
  for await (const page of readAhead(pages)) {
    if (page.header !== undefined) snapshot.revision = page.header.revision
    if (page.count > 0n) counts.keys ??= page.count
    yield* joining.take(putsOf(page.kvs, plan))
  }
  yield* joining.rest()
}

function* putsOf(kvs: Iterable<KeyValue>, { toDestination }: MirrorPlan): Generator<Change, void, undefined> {
  for (const { key, value } of kvs) yield [putOp(toDestination(key), value)]
}
