import { statSync } from 'node:fs'
import { int64Flag } from '../../go/flags.ts'
import { refuseDamage } from '../../offline/database/content.ts'
import { onFile } from '../../offline/files/file-failure.ts'
import { hashKv } from '../../offline/mvcc/hashkv.ts'
import { command } from '../app.ts'
import { exactlyOne } from '../arguments.ts'
import { chooseFormat, printResult } from '../format.ts'
import { withDatabase } from '../with-database.ts'

/** Reads only: the original opens the file to write, and finishes a pending compaction in it. */
export const hashkv = command({
  use: 'hashkv <filename>',
  examples: '  etcdutl hashkv backup.db\n  etcdutl hashkv /var/lib/etcd/member/snap/db --rev 48213',
  flags: [int64Flag('rev', 0n, 'last revision to hash; 0 for the latest')],
  run: async (app, args, { rev }) => {
    const path = exactlyOne(args)
    const format = chooseFormat(app)
    onFile('stat', path, (exact) => statSync(exact))
    const { lockWaitMs: waitMs = Number.POSITIVE_INFINITY } = app
    const hash = await withDatabase(app, path, waitMs, (reader) => {
      refuseDamage(reader, app.profile.release)
      return hashKv(reader, rev)
    })
    await printResult(app, format, 'hashKv', hash)
  },
})
