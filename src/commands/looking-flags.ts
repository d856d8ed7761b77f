import { argumentBytes } from '../base/arguments.ts'
import { UsageError } from '../base/errors.ts'
import { int64Flag, stringFlag } from '../go/flags.ts'

export const separatorFlag = stringFlag('separator', '/', 'what ends the name of a directory')

export function depthFlag(levels: bigint) {
  return int64Flag('depth', levels, 'how many levels of names to show')
}

/** The bytes that end the name of a directory. Throws a UsageError. */
export function separatorBytes(text: string): Uint8Array {
  if (text === '') throw new UsageError('--separator needs at least one character')
  return argumentBytes(text)
}

/** Throws a UsageError for a number of levels that shows nothing. */
export function depthOf(depth: bigint): number {
  if (depth < 1n || depth > 1000n) throw new UsageError('--depth is a number of levels, from 1 on')
  return Number(depth)
}

/** The prefix that is looked below; all keys when it is left out. Throws a UsageError for several. */
export function onePrefix(command: string, args: readonly string[]): Uint8Array {
  const [prefix = '', ...more] = args
  if (more.length > 0) throw new UsageError(`${command} takes one prefix at most`)
  return argumentBytes(prefix)
}
