import { argumentBytes } from '../../base/arguments.ts'
import { UsageError } from '../../base/errors.ts'
import { type Compare, CompareResult, CompareTarget } from '../../rpc/messages.ts'
import type { OurPutFlags } from './flags.ts'

/** What must be so for a put to be made. */
export type Guard = Pick<Compare, 'target' | 'modRevision' | 'value'>

/** Undefined for none. Throws a UsageError for more than one. */
export function guardOf(flags: OurPutFlags, given: ReadonlySet<string>): Guard | undefined {
  const names = ['if-absent', 'if-revision', 'if-value'].filter((name) => given.has(name))
  if (names.length > 1) throw new UsageError(`--${names.join(' and --')} cannot be set at the same time, choose one`)
  if (flags.ifAbsent) return unchangedSince(0n)
  if (given.has('if-value')) return { target: CompareTarget.VALUE, value: argumentBytes(flags.ifValue) }
  if (!given.has('if-revision')) return undefined
  if (flags.ifRevision < 0n) throw new UsageError('--if-revision: a revision is no negative number')
  return unchangedSince(flags.ifRevision)
}

/** The last change of the key was at this revision; 0 for a key that does not exist. */
export function unchangedSince(modRevision: bigint): Guard {
  return { target: CompareTarget.MOD, modRevision }
}

export function comparison(key: Uint8Array, guard: Guard): Compare {
  return { ...guard, key, result: CompareResult.EQUAL, rangeEnd: new Uint8Array() }
}
