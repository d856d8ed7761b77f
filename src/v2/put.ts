import { int64Flag } from '../go/flags.ts'
import { isAtLeast, type V2Release } from './release.ts'

/** `--ttl`; below 1 there is none, and one that the key has is taken away. */
export const ttlFlag = int64Flag('ttl', 0n, 'key time-to-live in seconds')

/** 3.0 words it in its own way. */
export function ttlUsage(release: V2Release): string {
  return isAtLeast(release, '3.3') ? 'key time-to-live in seconds' : 'key time-to-live'
}

export type Fields = readonly (readonly [name: string, value: string])[]

/** The form fields of a write, in the order of the original. */
export function form(ttl: bigint, value?: string): Fields {
  const fields: [string, string][] = []
  if (ttl > 0n) fields.push(['ttl', String(ttl)])
  if (value !== undefined) fields.push(['value', value])
  return fields
}

/** What a key must be like for a change; an empty value and index 0 compare with nothing. A negative index wraps, as 64 bits do. */
export function comparison(value: string, index: bigint): Fields {
  const fields: [string, string][] = []
  if (index !== 0n) fields.push(['prevIndex', String(BigInt.asUintN(64, index))])
  if (value !== '') fields.push(['prevValue', value])
  return fields
}
