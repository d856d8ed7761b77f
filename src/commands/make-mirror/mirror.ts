import type { StopProgress } from '../../cli/progress.ts'
import type { EtcdClient } from '../../client/client.ts'
import { copyKeys } from './copy-keys.ts'
import { Destination } from './destination.ts'
import { followChanges } from './follow-changes.ts'

export interface MirrorPlan {
  /** Only keys that begin with this; empty for all. */
  readonly prefix: Uint8Array
  readonly toDestination: (key: Uint8Array) => Uint8Array
  /** Follow the changes from here on; undefined copies all keys first. */
  readonly firstRevision: bigint | undefined
  /** Changes in one transaction, at most. */
  readonly maxOps: number
}

export interface MirrorProgress {
  /** Changes that the destination has taken. */
  changes: number
  /** Keys that the first copy has to take over; 0 until the source has told. */
  keys: bigint
}

export interface Mirroring {
  readonly source: EtcdClient
  readonly destination: EtcdClient
  readonly plan: MirrorPlan
  readonly progress: MirrorProgress
  /** A line for the user about a destination that cannot be reached, or can again. */
  readonly remark: (line: string) => void
  /** Shows how far the first copy is, until the function it resolves to is called. */
  readonly showCopy: (amount: () => string) => Promise<StopProgress>
}

/** Never resolves: it goes on until an error ends it. */
export async function mirror(mirroring: Mirroring): Promise<never> {
  const { source, destination, plan, progress, remark } = mirroring
  const target = new Destination({ client: destination, progress, remark })
  const startRevision = plan.firstRevision ?? (await firstCopy(mirroring, target)) + 1n
  return followChanges(source, target, { ...plan, startRevision })
}

/** Resolves to the revision that was copied. */
async function firstCopy({ source, plan, progress, showCopy }: Mirroring, target: Destination): Promise<bigint> {
  const stop = await showCopy(() => `${progress.changes} of ${progress.keys} keys`)
  try {
    return await copyKeys({ source, destination: target, plan, progress })
  } finally {
    await stop()
  }
}
