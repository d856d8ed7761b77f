import type { EtcdClient } from '../../client/client.ts'
import type { WatchState } from '../../client/watch/watcher.ts'
import type { StopSpinner } from '../../frame/spinner.ts'
import { noAnswerText } from '../tell-waiting.ts'
import { copyKeys } from './copy-keys.ts'
import { Destination } from './destination.ts'
import { followChanges } from './follow-changes.ts'
import type { MirrorCounts, MirrorPlan } from './plan.ts'

export interface Mirroring {
  readonly source: EtcdClient
  readonly destination: EtcdClient
  readonly plan: MirrorPlan
  readonly counts: MirrorCounts
  /** A line for the user about a cluster that cannot be reached, or can again. */
  readonly remark: (line: string) => void
  /** Shows how far the first copy is, until the function it resolves to is called. */
  readonly showCopy: (amount: () => string) => Promise<StopSpinner>
}

/** Never resolves: it goes on until an error ends it. */
export async function mirror(mirroring: Mirroring): Promise<never> {
  const { source, destination, plan, counts, remark } = mirroring
  const target = new Destination({ client: destination, counts, remark })
  const startRevision = plan.firstRevision ?? (await firstCopy(mirroring, target)) + 1n
  return followChanges(source, target, { ...plan, startRevision, onState: sourceTeller(remark) })
}

function sourceTeller(remark: Mirroring['remark']): (state: WatchState) => void {
  return (state) => remark(state === 'waiting' ? 'the source does not answer: waiting for it' : 'the source is back')
}

/** Resolves to the revision that was copied. */
async function firstCopy({ source, plan, counts, showCopy }: Mirroring, target: Destination): Promise<bigint> {
  const amount = ({ changes, keys }: MirrorCounts): string =>
    keys === undefined ? noAnswerText(source) : `${changes} of ${keys} keys`
  const stop = await showCopy(() => amount(counts))
  try {
    return await copyKeys({ source, destination: target, plan, counts })
  } finally {
    await stop()
  }
}
