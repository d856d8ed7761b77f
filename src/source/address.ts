import { UsageError } from '../base/errors.ts'

/** Where keys are read from, as the user names it. */
export type Address =
  | { readonly kind: 'live'; readonly at: RevisionWish }
  | { readonly kind: 'context'; readonly context: string }
  | { readonly kind: 'stdin' }
  | { readonly kind: 'path'; readonly path: string }

/** A revision by its number, or so many before the newest one; `{ before: 0n }` is the newest one. */
export type RevisionWish = { readonly number: bigint } | { readonly before: bigint }

export const newest: RevisionWish = { before: 0n }

/** What `--from` and operands may be, for help. */
export const addressHelp =
  'live, @REVISION, @-REVISIONS, context:NAME, a snapshot or database FILE or FILE@REVISION, the DIR of a dead member, FILE.jsonl, or -'

/** Reads an address: a path that looks like another word is written `./live`. Throws a UsageError. */
export function parseAddress(text: string): Address {
  if (text === '') throw new UsageError(`a source is needed: ${addressHelp}`)
  if (text === 'live') return { kind: 'live', at: newest }
  if (text === '-') return { kind: 'stdin' }
  if (text.startsWith('context:')) return { kind: 'context', context: text.slice('context:'.length) }
  if (!text.startsWith('@')) return { kind: 'path', path: text }
  const at = parseWish(text.slice(1))
  if (at === undefined)
    throw new UsageError(`bad revision in "${text}": write @REVISION or @-REVISIONS, such as @17 or @-3`)
  return { kind: 'live', at }
}

/** A path that ends in `@N` or `@-N`, taken apart; undefined for any other. */
export function splitRevision(path: string): { readonly path: string; readonly at: RevisionWish } | undefined {
  const [, file = '', wish = ''] = /^(.+)@(-?[0-9]+)$/s.exec(path) ?? []
  const at = parseWish(wish)
  return at && { path: file, at }
}

function parseWish(text: string): RevisionWish | undefined {
  const [, sign, digits = ''] = /^(-?)([0-9]{1,18})$/.exec(text) ?? []
  if (digits === '') return undefined
  const number = BigInt(digits)
  if (sign === '-') return { before: number }
  return number === 0n ? undefined : { number }
}

/** True when no cluster is asked. */
export function isOffline({ kind }: Address): boolean {
  return kind === 'path' || kind === 'stdin'
}
