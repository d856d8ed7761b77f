import type { BoltReader } from './reader.ts'

/** The original's integrity check: a line for each violation, none for a sound file. */
export function checkBolt(_reader: BoltReader): string[] {
  throw new Error('not yet')
}
