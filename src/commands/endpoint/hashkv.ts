import { Command } from 'commander'
import type { App } from '../../app.ts'
import { CliError } from '../../base/errors.ts'
import { int64Flag } from '../../frame/flags.ts'
import { askEndpoints } from './ask.ts'
import { chooseEndpoints, type EndpointFlags } from './endpoints.ts'

interface HashKvFlags extends EndpointFlags {
  rev: bigint
}

export function endpointHashKvCommand(app: App): Command {
  return new Command('hashkv')
    .addOption(int64Flag('rev', 0n, 'hash the keys up to this revision, 0 for all'))
    .action(async (_args: string[], flags: HashKvFlags) => {
      const { session, endpoints } = await chooseEndpoints(app, 'endpointHashKv', flags)
      const { answers, errors } = await askEndpoints(app, session, endpoints, 'hash', async (client, call) =>
        client.maintenance.hashKV({ revision: flags.rev }, call),
      )
      await session.print(
        'endpointHashKv',
        answers.map(({ endpoint, value }) => ({ endpoint, hashKv: value })),
      )
      const last = errors.at(-1)
      if (last !== undefined) throw new CliError(last.message, undefined, { cause: last })
    })
}
