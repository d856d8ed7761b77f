import { command } from '../../app.ts'
import { CliError, exitCodes } from '../../base/errors.ts'
import { atLeast } from '../../base/release.ts'
import { stringFlag } from '../../go/flags.ts'

export const memberList = command({
  use: 'list',
  examples: '  etcdctl member list\n  etcdctl member list -w table',
  flags: [
    stringFlag('consistency', 'l', 'ask the leader (l, linearizable) or only the member itself (s, serializable)', {
      since: '3.6',
    }),
  ],
  run: async (app, _args, flags) => {
    // the original prints the default of another command's flag here, whatever was given (3.6 and 3.7)
    if (!['l', 's'].includes(flags.consistency)) {
      throw new CliError('unknown consistency flag "l"', exitCodes.unsupported)
    }
    const session = await app.open('memberList', 'print')
    const client = await session.client()
    const linearizable = flags.consistency === 'l' && atLeast(app.profile, '3.5')
    await session.print('memberList', await client.cluster.memberList({ linearizable }, session.call()))
  },
})
