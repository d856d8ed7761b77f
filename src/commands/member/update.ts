import { command } from '../../app.ts'
import { UsageError } from '../../base/errors.ts'
import { stringFlag } from '../../go/flags.ts'
import { parsePeerUrls } from '../../go/peer-urls.ts'
import { memberIdFrom } from './member-id.ts'

export const memberUpdate = command({
  use: 'update <memberID> [options]',
  examples: '  etcdctl member update 8e9e05c52164694d --peer-urls=https://10.0.0.9:2380',
  flags: [stringFlag('peer-urls', '', 'where other members reach it from now on, separated by commas')],
  run: async (app, args, flags) => {
    const id = memberIdFrom(args)
    if (flags.peerUrls === '') throw new UsageError('member peer urls not provided')
    const session = await app.open('memberUpdate', 'call')
    const client = await session.client()
    const request = { ID: id, peerURLs: parsePeerUrls(flags.peerUrls) }
    await session.print('memberUpdate', { id, response: await client.cluster.memberUpdate(request, session.call()) })
  },
})
