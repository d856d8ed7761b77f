import { Command } from 'commander'
import type { App } from '../../app.ts'
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

export function leaseGrantCommand(app: App): Command {
  return new Command('grant').action(async (args: string[]) => {
    const TTL = timeToLive(args)
    const session = await app.open('leaseGrant')
    const client = await session.client()
    const grant = await client.lease.leaseGrant({ TTL }, session.call()).catch((error: unknown) => {
      throw failedTo('grant lease', error)
    })
    await session.print('leaseGrant', grant)
  })
}
