import { command } from '../../app.ts'
import { memberIdFrom } from './member-id.ts'

export const memberRemove = command({
  use: 'remove <memberID>',
  long: 'The id is the hexadecimal one that `member list` shows.',
  examples: '  etcdctl member remove 8e9e05c52164694d',
  run: async (app, args) => {
    const id = memberIdFrom(args)
    const session = await app.open('memberRemove')
    const client = await session.client()
    await session.print('memberRemove', { id, response: await client.cluster.memberRemove({ ID: id }, session.call()) })
  },
})
