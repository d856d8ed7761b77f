import type { Session } from '../app.ts'
import { exitCodes, QuietExit, UsageError } from '../base/errors.ts'
import type { RangePages } from '../client/range/range-read.ts'
import { boolFlag, type ValuesOf } from '../go/flags.ts'
import { type CountedDecoding, type DecodeFlags, decodeFlags, decodeProblem, isDecoded } from './decode/decode-flags.ts'
import { dirtyFlag, fromFlag } from './from-flags.ts'
import type { GetFlags } from './get-request.ts'

/** What the original does not have. */
export const ownFlags = [
  fromFlag,
  dirtyFlag,
  boolFlag('print0', 'end keys and values with a NUL in place of a newline', { shorthand: '0', isOurs: true }),
  boolFlag('fail-if-missing', 'exit with 1 when nothing is found', { isOurs: true }),
  ...decodeFlags,
] as const

export type AllGetFlags = GetFlags & ValuesOf<typeof ownFlags>

/** Throws a QuietExit when nothing is found and that was not to be, and a CliError when a value could not be decoded. */
export async function printRange(session: Session, pages: RangePages, flags: AllGetFlags): Promise<void> {
  const { printValueOnly, keysOnly, countOnly, print0, failIfMissing } = flags
  let found = false
  const decoding = isDecoded(flags, session) ? await decodingOf(flags, session) : undefined
  const shown = { isValueOnly: printValueOnly, isKeysOnly: keysOnly, isCount: countOnly, endsInNul: print0, decoding }
  await session.print('get', { pages: failIfMissing ? noted(pages, () => (found = true)) : pages, ...shown })
  decoding?.refuseUnread()
  if (failIfMissing && !found) throw new QuietExit(exitCodes.error)
}

async function decodingOf(flags: DecodeFlags, session: Session): Promise<CountedDecoding | undefined> {
  return (await import('./decode/decoding-for.ts')).decodingFor(flags, session)
}

async function* noted(pages: RangePages, onFound: () => void): RangePages {
  for await (const page of pages) {
    const isEmpty = page.count === 0n && page.kvs[Symbol.iterator]().next().done === true
    if (!isEmpty) onFound()
    yield page
  }
}

/** Which formats these flags go with. */
export function flagProblem(
  flags: GetFlags & DecodeFlags & Pick<AllGetFlags, 'print0'>,
  format: string,
): UsageError | undefined {
  const isOurs = format === 'jsonl' || format === 'raw'
  if (flags.countOnly && format !== 'fields' && !isOurs)
    return new UsageError('--count-only is only for `--write-out=fields`')
  if (flags.printValueOnly && format !== 'simple' && format !== 'yaml' && !isOurs)
    return new UsageError('print-value-only is only for `--write-out=simple`')
  if (flags.print0 && format !== 'simple' && format !== 'raw')
    return new UsageError('--print0 is only for `--write-out=simple` and `--write-out=raw`')
  return decodeProblem(flags, format)
}
