export interface MirrorPlan {
  /** Only keys that begin with this; empty for all. */
  readonly prefix: Uint8Array
  readonly toDestination: (key: Uint8Array) => Uint8Array
  /** Follow the changes from here on; undefined copies all keys first. */
  readonly firstRevision: bigint | undefined
  /** Changes in one transaction, at most. */
  readonly maxOps: number
}

export interface MirrorCounts {
  /** Changes that the destination has taken. */
  changes: number
  /** Keys that the first copy has to take over; undefined until the source has told. */
  keys: bigint | undefined
}
