import { argumentBytes } from '../base/arguments.ts'
import { type KeyRange, prefixRange } from '../base/ranges.ts'
import { boolFlag } from '../go/flags.ts'

export const prefixFlag = boolFlag('prefix', 'every key that begins with the name', { isOurs: true })

/** All keys without a name; those that begin with it when it ends in a slash, or when a flag says so; else the one key. */
export function keysNamed(name: string | undefined, isPrefix: boolean): KeyRange {
  const key = argumentBytes(name ?? '')
  return isPrefix || name === undefined || name === '' || name.endsWith('/')
    ? prefixRange(key)
    : { key, rangeEnd: new Uint8Array() }
}
