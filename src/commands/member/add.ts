import { command } from '../../app.ts'
import { UsageError } from '../../base/errors.ts'
import { boolFlag, stringFlag } from '../../go/flags.ts'
import { parsePeerUrls } from '../../go/peer-urls.ts'

export const memberAdd = command({
  use: 'add <memberName> [options]',
  long: [
    'Tells the cluster about a member that is going to be started. Prints the environment variables to start it with. A learner',
    'gets all data but has no vote until it is promoted.',
  ].join('\n'),
  examples:
    '  etcdctl member add etcd-4 --peer-urls=https://10.0.0.4:2380\n  etcdctl member add etcd-4 --learner --peer-urls=https://10.0.0.4:2380,https://10.1.0.4:2380',
  flags: [
    boolFlag('learner', 'add it without a vote'),
    stringFlag('peer-urls', '', 'where other members reach it, separated by commas'),
  ],
  run: async (app, args, flags) => {
    const name = memberName(args)
    if (flags.peerUrls === '') throw new UsageError('member peer urls not provided')
    const session = await app.open('memberAdd', 'call')
    const client = await session.client()
    const request = { peerURLs: parsePeerUrls(flags.peerUrls), isLearner: flags.learner }
    const response = await client.cluster.memberAdd(request, session.call())
    await session.print('memberAdd', { name, peerUrls: flags.peerUrls, response })
  },
})

function memberName(args: readonly string[]): string {
  const [name] = args
  if (name === undefined) throw new UsageError('member name not provided')
  if (args.length === 1) return name
  const urls = args.filter((arg) => /^http/i.test(arg))
  throw new UsageError(`too many arguments${urls.map((url) => `, did you mean --peer-urls=${url}`).join('')}`)
}
