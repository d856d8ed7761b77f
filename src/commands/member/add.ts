import { Command } from 'commander'
import type { App } from '../../app.ts'
import { UsageError } from '../../base/errors.ts'
import { boolFlag, stringFlag } from '../../frame/flags.ts'
import { parsePeerUrls } from '../../go/peer-urls.ts'

interface AddFlags {
  learner: boolean
  peerUrls: string
}

export function memberAddCommand(app: App): Command {
  return new Command('add')
    .addOption(boolFlag('learner', 'add it without a vote'))
    .addOption(stringFlag('peer-urls', '', 'where other members reach it, separated by commas'))
    .action(async (args: string[], flags: AddFlags) => {
      const name = memberName(args)
      if (flags.peerUrls === '') throw new UsageError('member peer urls not provided')
      const session = await app.open('memberAdd', 'call')
      const client = await session.client()
      const request = { peerURLs: parsePeerUrls(flags.peerUrls), isLearner: flags.learner }
      const response = await client.cluster.memberAdd(request, session.call())
      await session.print('memberAdd', { name, peerUrls: flags.peerUrls, response })
    })
}

function memberName(args: readonly string[]): string {
  const [name] = args
  if (name === undefined) throw new UsageError('member name not provided')
  if (args.length === 1) return name
  const urls = args.filter((arg) => /^http/i.test(arg))
  throw new UsageError(`too many arguments${urls.map((url) => `, did you mean --peer-urls=${url}`).join('')}`)
}
