import { command } from '../../app.ts'
import { memberIdFrom } from './member-id.ts'

export const memberPromote = command({
  use: 'promote <memberID>',
  long: 'A learner can be promoted once it has nearly all data of the leader.',
  examples: '  etcdctl member promote 8e9e05c52164694d',
  run: async (app, args) => {
    const id = memberIdFrom(args)
    const session = await app.open('memberPromote')
    const client = await session.client()
    await session.print('memberPromote', {
      id,
      response: await client.cluster.memberPromote({ ID: id }, session.call()),
    })
  },
})
