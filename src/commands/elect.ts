import type { Readable } from 'node:stream'
import { type App, command, type Session } from '../app.ts'
import { argumentBytes } from '../base/arguments.ts'
import { CliError, exitCodes, UsageError } from '../base/errors.ts'
import { atLeast, type Profile } from '../base/release.ts'
import { type LeaderNews, observeLeader } from '../client/concurrency/observe-leader.ts'
import { Place } from '../client/concurrency/place.ts'
import { type KeptLease, openKeptLease } from '../client/lease/kept-lease.ts'
import { boolFlag } from '../go/flags.ts'
import { create } from '../rpc/codec.ts'
import { rangeResponseType } from '../rpc/fields.ts'
import type { RangeResponse } from '../rpc/messages.ts'
import { tellHangUp } from './hang-up.ts'
import { onePage } from './one-page.ts'
import { stateTeller, tellWaiting } from './tell-waiting.ts'

interface ElectFlags {
  listen: boolean
  proclaim: boolean
}

const leaseTtl = 60n

export const elect = command({
  use: 'elect <election-name> [proposal]',
  long:
    'With a proposal: waits to be elected, prints the key and the proposal, and leads until the process is interrupted.\n' +
    'With --listen: prints each leader and each value that it proclaims.',
  examples:
    '  etcdctl elect primary host-a\n  etcdctl elect --listen primary\n  produce-values | etcdctl elect --proclaim primary first-value',
  flags: [
    boolFlag('listen', 'only watch who is elected', { shorthand: 'l' }),
    boolFlag('proclaim', 'once elected, proclaim each line of standard input as the next value'),
  ],
  run: async (app, args, flags) => {
    const [name = '', proposal] = args
    if (args.length < 1 || args.length > 2) {
      throw new UsageError('elect takes one election name argument and an optional proposal argument')
    }
    const session = await app.open('get', 'call')
    // a refused login comes before the flag is looked at
    await session.client()
    checkListening(proposal, flags)
    session.checkFormat()
    const election = { app, session, name: argumentBytes(name) }
    if (proposal === undefined) return listen(election)
    return campaign({ ...election, proposal: argumentBytes(proposal), proclaims: flags.proclaim })
  },
})

function checkListening(proposal: string | undefined, { listen }: ElectFlags): void {
  if (proposal === undefined && !listen) throw new UsageError('no proposal argument but -l not set')
  if (proposal !== undefined && listen) throw new UsageError('proposal given but -l is set')
}

interface Election {
  readonly app: App
  readonly session: Session
  readonly name: Uint8Array
}

function listen(election: Election): Promise<void> {
  const interrupt = election.app.io.interrupts()
  return tellHangUp(interrupt, () => printLeaders(election, interrupt))
}

async function printLeaders({ app, session, name }: Election, interrupt: AbortSignal): Promise<void> {
  const client = await session.client()
  try {
    const tell = <T>(work: () => Promise<T>): Promise<T> => tellWaiting({ app, session, client }, work)
    const onState = stateTeller({ app, session, client })
    for await (const news of observeLeader({ client, name, signal: interrupt, tell, onState })) {
      await session.print('get', onePage(newsResponse(news, app.profile)))
    }
  } catch (error) {
    if (interrupt.aborted) return
    if (!(error instanceof CliError)) throw error
    const remarks = error.remarks.length === 0 ? [error.message] : error.remarks
    throw new CliError('elect: observer lost', exitCodes.error, { cause: error, remarks })
  }
}

/** Up to 3.6 the next value of a leader repeats the counts of the search that found the leader. */
function newsResponse({ header, kv, search }: LeaderNews, profile: Profile): RangeResponse {
  const counts = search === undefined || atLeast(profile, '3.7') ? {} : { more: search.more, count: search.count }
  return create(rangeResponseType, { ...counts, header, kvs: [kv] })
}

interface Campaign extends Election {
  readonly proposal: Uint8Array
  readonly proclaims: boolean
}

async function campaign(run: Campaign): Promise<void> {
  const client = await run.session.client()
  const lease = await tellWaiting({ ...run, client }, () => openKeptLease(client, leaseTtl))
  const interrupt = run.app.io.interrupts()
  await tellHangUp(interrupt, async () => {
    try {
      await lead({ ...run, lease, place: new Place(client, lease, run.name), interrupt })
    } finally {
      await lease.close()
    }
  })
}

interface Office extends Campaign {
  readonly lease: KeptLease
  readonly place: Place
  readonly interrupt: AbortSignal
}

async function lead({ app, session, proposal, proclaims, lease, place, interrupt }: Office): Promise<void> {
  const ended = AbortSignal.any([interrupt, lease.over])
  try {
    await place.hold(proposal, interrupt)
    await session.print('get', onePage(await place.read(ended)))
    await Promise.race([comes(ended), proclaims ? proclaimLines(app.io.stdin, place) : comes(ended)])
    await comes(ended)
  } catch (error) {
    await place.release().catch(() => undefined)
    if (!lease.over.aborted) throw error
  }
  if (lease.over.aborted) {
    throw new CliError('elect: session expired', exitCodes.error, { remarks: await lease.whyLost() })
  }
  await place.release()
}

async function proclaimLines(stdin: Readable, place: Place): Promise<void> {
  const { readLines } = await import('../base/lines.ts')
  for await (const line of readLines(stdin)) await place.proclaim(argumentBytes(line))
}

function comes(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
