import { command } from '../app.ts'
import { UsageError } from '../base/errors.ts'
import { boolFlag } from '../go/flags.ts'
import { parseInt64 } from '../go/parse.ts'

export const compaction = command({
  use: 'compaction [options] <revision>',
  long: 'Older values can no longer be read or watched. The space in the database is free for new data, but the file stays as big as it is: see defrag.',
  examples: '  etcdctl compaction 48213\n  etcdctl compaction 48213 --physical',
  flags: [boolFlag('physical', 'wait until the old revisions are off the disk')],
  run: async (app, args, flags) => {
    const revision = revisionFrom(args)
    const session = await app.open()
    const client = await session.client()
    await client.kv.compact({ revision, physical: flags.physical }, session.call())
    await app.io.stdout.write(`compacted revision ${revision}\n`)
  },
})

function revisionFrom(args: readonly string[]): bigint {
  const [text] = args
  if (text === undefined || args.length > 1) throw new UsageError('compaction command needs 1 argument')
  return parseInt64(text)
}
