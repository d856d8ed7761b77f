import { command } from '../../app.ts'
import { UsageError } from '../../base/errors.ts'
import { parseInt64 } from '../../go/parse.ts'
import { failedTo } from './failure.ts'

/** The time to live in seconds. Throws a UsageError. */
function timeToLive(args: readonly string[]): bigint {
  const [text] = args
  if (text === undefined || args.length > 1) throw new UsageError('lease grant command needs TTL argument')
  try {
    return parseInt64(text)
  } catch (error) {
    throw new UsageError(`bad TTL (${error instanceof Error ? error.message : String(error)})`)
  }
}

export const leaseGrant = command({
  use: 'grant <ttl>',
  long: 'Prints the id of the new lease and its time to live, in seconds, which the server may have raised.',
  examples: '  etcdctl lease grant 60\n  etcdctl put /session/a up --lease=694d8c03cd2f520c',
  run: async (app, args) => {
    const TTL = timeToLive(args)
    const session = await app.open('leaseGrant')
    const client = await session.client()
    const grant = await client.lease.leaseGrant({ TTL }, session.call()).catch((error: unknown) => {
      throw failedTo('grant lease', error)
    })
    await session.print('leaseGrant', grant)
  },
})
