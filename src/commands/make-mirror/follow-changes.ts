import { CliError } from '../../base/errors.ts'
import { prefixRange } from '../../base/ranges.ts'
import type { EtcdClient } from '../../client/client.ts'
import { Watcher, type WatchState, type WatchUpdate } from '../../client/watch/watcher.ts'
import { type Event, EventType, type RequestOp } from '../../rpc/messages.ts'
import type { Destination } from './destination.ts'
import { deleteOp, putOp } from './operations.ts'
import type { MirrorPlan } from './plan.ts'
import { transactions } from './transactions.ts'

export interface FollowPlan extends MirrorPlan {
  readonly startRevision: bigint
  /** Is told when the source is silent, and when it is back. */
  readonly onState: (state: WatchState) => void
}

/**
 * Makes every change from `startRevision` on at the destination, in order and one transaction at a time. What comes in
 * meanwhile is joined into the next one. Never resolves: throws why the watch has ended.
 */
export async function followChanges(source: EtcdClient, destination: Destination, plan: FollowPlan): Promise<never> {
  const request = { ...prefixRange(plan.prefix), startRevision: plan.startRevision, fragment: true }
  const watcher = new Watcher({ client: source, request, hasLeader: false, onState: plan.onState })
  try {
    for await (const updates of watcher.batches()) {
      const events = updates.flatMap((update) => update.events ?? [])
      for (const batch of transactions(changesOf(events, plan.toDestination), plan.maxOps))
        await destination.apply(batch)
      const end = updates.find(isEnd)
      if (end !== undefined) throw ended(end)
    }
  } finally {
    watcher.close()
  }
  throw new CliError('the watch on the source has ended')
}

function isEnd({ canceled, compactRevision }: WatchUpdate): boolean {
  return canceled || compactRevision !== 0n
}

function ended({ problem, refusal }: WatchUpdate): CliError {
  return new CliError(problem, undefined, { cause: refusal, remarks: refusal?.remarks ?? [] })
}

function changesOf(events: readonly Event[], toDestination: MirrorPlan['toDestination']): RequestOp[][] {
  const changes: RequestOp[][] = []
  let revision = 0n
  for (const { type, kv } of events) {
    if (kv === undefined) continue
    const key = toDestination(kv.key)
    const op = type === EventType.DELETE ? deleteOp(key) : putOp(key, kv.value)
    if (kv.modRevision === revision) changes.at(-1)?.push(op)
    else changes.push([op])
    revision = kv.modRevision
  }
  return changes
}
