import { statSync } from 'node:fs'
import { Command } from 'commander'
import { int64Flag } from '../../frame/flags.ts'
import { refuseDamage } from '../../offline/content.ts'
import { onFile } from '../../offline/file-failure.ts'
import { hashKv } from '../../offline/mvcc/hashkv.ts'
import type { OfflineApp } from '../app.ts'
import { exactlyOne } from '../arguments.ts'
import { chooseFormat, printResult } from '../format.ts'
import { withDatabase } from '../with-database.ts'

/** Reads only: the original opens the file to write, and finishes a pending compaction in it. */
export function hashkvCommand(app: OfflineApp): Command {
  return new Command('hashkv')
    .addOption(int64Flag('rev', 0n, 'last revision to hash; 0 for the latest'))
    .action(async (args: string[], { rev }: { rev: bigint }) => {
      const path = exactlyOne(args)
      const format = chooseFormat(app)
      onFile('stat', path, (exact) => statSync(exact))
      const { lockWaitMs: waitMs = Number.POSITIVE_INFINITY } = app
      const hash = await withDatabase(app, path, waitMs, (reader) => {
        refuseDamage(reader, app.profile.release)
        return hashKv(reader, rev)
      })
      await printResult(app, format, 'hashKv', hash)
    })
}
