import type { App, Session } from '../app.ts'
import { UsageError } from '../base/errors.ts'
import type { RangePages } from '../client/range/range-read.ts'
import type { RangeRequest } from '../rpc/messages.ts'
import { type Address, isOffline, parseAddress } from '../source/address.ts'
import { openSource } from '../source/open-source.ts'
import type { Source } from '../source/source.ts'
import { sourcePages } from '../source/source-pages.ts'
import { type AllGetFlags, flagProblem, printRange } from './print-range.ts'

/** `get --from`: the same range, order, bounds and formats out of any source. Throws what reading it throws. */
export async function getFrom(app: App, request: Partial<RangeRequest>, flags: AllGetFlags): Promise<void> {
  const address = parseAddress(flags.from)
  if (flags.rev > 0n)
    throw new UsageError('--rev does not go with --from: name the revision there, as in @17 or FILE@17')
  if (flags.stream) throw new UsageError('--stream does not go with --from')
  const session = await app.open('get', 'call', isOffline(address))
  const problem = flagProblem(flags, session.format)
  if (problem !== undefined) throw problem
  session.checkFormat()
  const source = await openSource(flags.from, session, { isDirty: flags.dirty })
  try {
    await printRange(session, await pagesOf(address, source, session, request), flags)
  } finally {
    await source.close()
  }
}

/** A cluster answers itself, and says which member it was. */
async function pagesOf(
  { kind }: Address,
  source: Source,
  session: Session,
  request: Partial<RangeRequest>,
): Promise<RangePages> {
  if (kind !== 'live') return sourcePages(source, request, { needsCount: session.format !== 'simple' })
  const { livePages } = await import('../source/live-source.ts')
  return livePages(source.name, session, { ...request, revision: (await source.revision()) ?? 0n })
}
