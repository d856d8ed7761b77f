import { command, type Session } from '../../app.ts'
import { CliError, exitCodes } from '../../base/errors.ts'
import { leaseIdText } from '../../base/lease-id.ts'
import type { EtcdClient } from '../../client/client.ts'
import { silenceRemarks } from '../../client/concurrency/silence-remarks.ts'
import { etcdTexts } from '../../client/grpc/etcd-texts.ts'
import { type KeeperEnd, keepLease } from '../../client/lease/lease-keeper.ts'
import { pause } from '../../client/retry/pause.ts'
import { isPassing } from '../../client/retry/persist.ts'
import { boolFlag } from '../../go/flags.ts'
import type { LeaseKeepAliveResponse } from '../../rpc/messages.ts'
import { Lease } from '../../rpc/services.ts'
import { tellWaiting } from '../tell-waiting.ts'
import { asBadConnection } from './failure.ts'
import { onlyLeaseId } from './lease-id.ts'

const secondMs = 1000

export const leaseKeepAlive = command({
  use: 'keep-alive [options] <leaseID>',
  long: 'Renews the lease each time a third of its time has passed, until it is gone or the command is interrupted.',
  examples: '  etcdctl lease keep-alive 694d8c03cd2f520c\n  etcdctl lease keep-alive --once 694d8c03cd2f520c',
  flags: [boolFlag('once', 'renew the lease a single time')],
  run: async (app, args, { once }) => {
    const id = onlyLeaseId(args, 'lease keep-alive command needs lease ID as argument')
    const session = await app.open('leaseKeepAlive')
    const client = await session.client()
    if (once) {
      const answer = await tellWaiting({ app, session, client }, () => renewOnce(client, id))
      await session.print('leaseKeepAlive', answer)
      return
    }
    const end = await keepPrinting(session, client, id)
    if (end === 'silence') for (const line of await silenceRemarks(client, id)) await session.remark(line)
    if (session.format === 'simple') await app.io.stdout.write(`lease ${leaseIdText(id)} expired or revoked.\n`)
  },
})

/** Renews the lease once, on a stream of its own, as soon as a server can be reached. */
async function renewOnce(client: EtcdClient, id: bigint): Promise<LeaseKeepAliveResponse> {
  for (;;) {
    try {
      return await answered(client, id)
    } catch (error) {
      if (!isPassing(error)) throw asBadConnection(error)
    }
    await pause()
  }
}

async function answered(client: EtcdClient, id: bigint): Promise<LeaseKeepAliveResponse> {
  const stream = await client.duplexStream(Lease.leaseKeepAlive, { deadlineMs: Number.POSITIVE_INFINITY })
  try {
    stream.send({ ID: id })
    for await (const answer of stream.messages()) {
      if (answer.TTL > 0n) return answer
      throw stream.refusal(etcdTexts.leaseNotFound, { ID: id }).restated({ exitCode: exitCodes.badConnection })
    }
  } finally {
    stream.cancel()
  }
  throw new CliError('EOF', exitCodes.badConnection)
}

/** Prints each answer in its turn; a slow reader does not keep the lease from being renewed. */
async function keepPrinting(session: Session, client: EtcdClient, id: bigint): Promise<KeeperEnd> {
  const stop = new AbortController()
  let printing = Promise.resolve()
  const dialTimeoutMs = Number(session.flags.dialTimeout) / 1e6
  const end = await keepLease(client, {
    id,
    // the original waits this long for the first answer (3.4 to 3.7)
    firstAnswerMs: Math.max(dialTimeoutMs, 0) + secondMs,
    signal: stop.signal,
    onAnswer: (answer) => {
      printing = printing.then(() => session.print('leaseKeepAlive', answer))
      printing.catch(() => stop.abort())
    },
  })
  await printing
  return end
}
