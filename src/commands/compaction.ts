import { Command } from 'commander'
import type { App } from '../app.ts'
import { UsageError } from '../base/errors.ts'
import { boolFlag } from '../frame/flags.ts'
import { parseInt64 } from '../go/parse.ts'

interface CompactionFlags {
  physical: boolean
}

export function compactionCommand(app: App): Command {
  return new Command('compaction')
    .addOption(boolFlag('physical', 'wait until the old revisions are off the disk'))
    .action(async (args: string[], flags: CompactionFlags) => {
      const revision = revisionFrom(args)
      const session = await app.open()
      const client = await session.client()
      await client.kv.compact({ revision, physical: flags.physical }, session.call())
      await app.io.stdout.write(`compacted revision ${revision}\n`)
    })
}

function revisionFrom(args: readonly string[]): bigint {
  const [text] = args
  if (text === undefined || args.length > 1) throw new UsageError('compaction command needs 1 argument')
  return parseInt64(text)
}
