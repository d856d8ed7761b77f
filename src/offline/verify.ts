import type { Source } from './file-source.ts'

export interface VerifyReport {
  /** False when there is any problem. */
  readonly isSound: boolean
  /** One line for each thing that was proved, most important first. */
  readonly proved: readonly string[]
  /** What could not be proved, though nothing is wrong: no trailing hash. */
  readonly unproved: readonly string[]
  /** One line for each problem, at most 100, then a line that tells how many more there are. */
  readonly problems: readonly string[]
  /** The trailing SHA-256 in hex; undefined when the file has none. */
  readonly digest: string | undefined
  readonly sizeBytes: number
  readonly revision: bigint
  /** User keys that exist at the last revision. */
  readonly keys: number
}

/** Reads the whole file and proves all that can be proved. Damage never throws: it is in the report. */
export function verifySnapshot(_source: Source): VerifyReport {
  throw new Error('not yet')
}
