import { command, type Session } from '../app.ts'
import { rangePages } from '../client/range/range-pages.ts'
import type { RangePages, RangeRead } from '../client/range/range-read.ts'
import { type GetFlags, getFlags, getRequest } from './get-request.ts'
import { type AllGetFlags, flagProblem, ownFlags, printRange } from './print-range.ts'

export const get = command({
  use: 'get [options] <key> [range_end]',
  long: 'Prints each key and its value on a line of their own. A key that does not exist prints nothing and is no error.',
  examples:
    '  etcdctl get /config/port\n  etcdctl get /config/ --prefix --keys-only\n  etcdctl get a z --limit 10 -w json\n  etcdctl get /config/ --prefix --from backup.db\n  etcdctl get /registry/pods/ --prefix --decode k8s',
  flags: [...getFlags, ...ownFlags],
  run: async (app, args, flags) => {
    const request = getRequest(args, flags)
    if (flags.from !== '') return (await import('./get-from.ts')).getFrom(app, request, flags)
    const session = await app.open('get', 'print')
    const read = { client: await session.client(), request, newCall: () => session.call() }
    await refuseFormat(read, flags, session)
    await printRange(session, await pagesOf(read, flags), flags)
  },
})

/** The original refuses after the answer, in this order, and what the server refuses before: a count finds that out. */
async function refuseFormat(
  { client, request, newCall }: RangeRead,
  flags: AllGetFlags,
  session: Session,
): Promise<void> {
  const problem = flagProblem(flags, session.format)
  if (problem !== undefined || session.format === 'table')
    await client.kv.range({ ...request, countOnly: true }, newCall())
  if (problem !== undefined) throw problem
  session.checkFormat()
}

async function pagesOf(read: RangeRead, { stream }: GetFlags): Promise<RangePages> {
  if (!stream) return rangePages(read)
  const { streamedRange } = await import('../client/range/range-stream.ts')
  return streamedRange(read)
}
