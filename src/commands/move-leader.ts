import { command, type Session } from '../app.ts'
import { UsageError } from '../base/errors.ts'
import type { CallOptions, EtcdClient } from '../client/client.ts'
import { parseHexUint64 } from '../go/parse.ts'

export const moveLeader = command({
  use: 'move-leader <transferee-member-id>',
  long: 'The leader must be among the endpoints.',
  examples: '  etcdctl --endpoints=https://10.0.0.1:2379,https://10.0.0.2:2379 move-leader 8e9e05c52164694d',
  run: async (app, args) => {
    const targetId = transfereeFrom(args)
    const session = await app.open('moveLeader', 'print')
    const { endpoints } = await session.client()
    const call = session.call()
    const leader = await findLeader(
      session,
      endpoints.map(({ text }) => text),
      call,
    )
    session.checkFormat()
    const response = await leader.client.maintenance.moveLeader({ targetID: targetId }, call)
    await session.print('moveLeader', { leaderId: leader.id, targetId, response })
  },
})

function transfereeFrom(args: readonly string[]): bigint {
  const [text] = args
  if (text === undefined || args.length > 1) throw new UsageError('move-leader command needs 1 argument')
  try {
    return parseHexUint64(text)
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

interface Leader {
  readonly id: bigint
  readonly client: EtcdClient
}

/** Only the leader itself can be told to step back. Asks one endpoint after the other; one that fails ends the command. */
async function findLeader(session: Session, endpoints: readonly string[], call: CallOptions): Promise<Leader> {
  for (const endpoint of endpoints) {
    const client = await session.clientOf(endpoint)
    const { header, leader } = await client.maintenance.status({}, call)
    if (header?.memberId === leader) return { id: leader, client }
  }
  throw new UsageError(`no leader endpoint given at [${endpoints.join(' ')}]`)
}
