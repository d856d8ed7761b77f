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

/** Counts the changes that the destination has taken. */
export interface MirrorProgress {
  changes: number
}

export interface Mirroring {
  readonly source: EtcdClient
  readonly destination: EtcdClient
  readonly plan: MirrorPlan
  readonly progress: MirrorProgress
  /** A line for the user about a destination that cannot be reached, or can again. */
  readonly remark: (line: string) => void
}

/** Never resolves: it goes on until an error ends it. */
export async function mirror({ source, destination, plan, progress, remark }: Mirroring): Promise<never> {
  const target = new Destination({ client: destination, progress, remark })
  const startRevision = plan.firstRevision ?? (await copyKeys(source, target, plan)) + 1n
  return followChanges(source, target, { ...plan, startRevision })
}
