import { Command } from 'commander'
import type { App } from '../../app.ts'
import { UsageError } from '../../base/errors.ts'
import { stringFlag } from '../../frame/flags.ts'
import { parsePeerUrls } from '../../go/peer-urls.ts'
import { memberIdFrom } from './member-id.ts'

interface UpdateFlags {
  peerUrls: string
}

export function memberUpdateCommand(app: App): Command {
  return new Command('update')
    .addOption(stringFlag('peer-urls', '', 'where other members reach it from now on, separated by commas'))
    .action(async (args: string[], flags: UpdateFlags) => {
      const id = memberIdFrom(args)
      if (flags.peerUrls === '') throw new UsageError('member peer urls not provided')
      const session = await app.open('memberUpdate', 'call')
      const client = await session.client()
      const request = { ID: id, peerURLs: parsePeerUrls(flags.peerUrls) }
      await session.print('memberUpdate', { id, response: await client.cluster.memberUpdate(request, session.call()) })
    })
}
