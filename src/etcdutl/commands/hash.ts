import { argumentBytes } from '../../base/arguments.ts'
import { refuseDamage } from '../../offline/database/content.ts'
import { databaseFile } from '../../offline/inspect/database-file.ts'
import { backendHash } from '../../offline/mvcc/hash.ts'
import { command } from '../app.ts'
import { firstArgument, whichDatabase } from '../arguments.ts'
import { inspectDatabase } from '../with-database.ts'

export const hash = command({
  use: 'hash <data dir or db file>',
  long: whichDatabase,
  examples: '  etcdutl hash /var/lib/etcd',
  run: async (app, args) => {
    const path = databaseFile(firstArgument(args))
    const hash = await inspectDatabase(app, path, (reader) => {
      refuseDamage(reader, app.profile.release)
      return backendHash(reader, app.profile.release)
    })
    await app.io.stdout.write(argumentBytes(`db path: ${path}\nHash: ${hash}\n`))
  },
})
