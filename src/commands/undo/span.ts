import { UsageError } from '../../base/errors.ts'

/** Revisions from the first to the last one. */
export interface Span {
  readonly first: bigint
  readonly last: bigint
}

/** Reads `17`, `@17`, `@17..@20` and `17..20`. Throws a UsageError. */
export function parseSpan(text: string): Span {
  const [, from = '', to = from] = /^@?([0-9]{1,18})(?:\.\.@?([0-9]{1,18}))?$/.exec(text) ?? []
  if (from === '') throw new UsageError(`bad revision "${text}": write REVISION, or @FIRST..@LAST for a span`)
  const [first, last] = [BigInt(from), BigInt(to)]
  if (first > last) throw new UsageError(`bad span "${text}": the first revision is behind the last one`)
  if (first === 0n) throw new UsageError(`bad revision "${text}": revisions are counted from 1`)
  return { first, last }
}

export function spanText({ first, last }: Span): string {
  return first === last ? `revision ${first}` : `revisions ${first} to ${last}`
}
