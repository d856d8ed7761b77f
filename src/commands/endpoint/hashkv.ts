import { command } from '../../app.ts'
import { CliError } from '../../base/errors.ts'
import { int64Flag } from '../../go/flags.ts'
import { askEndpoints } from './ask.ts'
import { chooseEndpoints } from './endpoints.ts'

export const endpointHashKv = command({
  use: 'hashkv',
  long: 'Members that hold the same history show the same hash at the same revision.',
  examples: '  etcdctl endpoint hashkv --cluster --rev 1200',
  flags: [int64Flag('rev', 0n, 'hash the keys up to this revision, 0 for all')],
  run: async (app, _args, flags) => {
    const { session, endpoints } = await chooseEndpoints(app, 'endpointHashKv')
    const { answers, errors, failures } = await askEndpoints(app, session, endpoints, 'hash', async (client, call) =>
      client.maintenance.hashKV({ revision: flags.rev }, call),
    )
    await session.print(
      'endpointHashKv',
      answers.map(({ endpoint, value }) => ({ endpoint, hashKv: value })),
    )
    if (session.format === 'jsonl') await session.print('endpointFailure', failures)
    const last = errors.at(-1)
    if (last !== undefined) throw new CliError(last.message, undefined, { cause: last })
  },
})
