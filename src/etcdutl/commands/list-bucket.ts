import { CliError } from '../../base/errors.ts'
import { quote } from '../../go/quote.ts'
import { databaseFile } from '../../offline/inspect/database-file.ts'
import { command } from '../app.ts'
import { firstArgument, whichDatabase } from '../arguments.ts'
import { inspectDatabase } from '../with-database.ts'

export const listBucket = command({
  use: 'list-bucket <data dir or db file>',
  long: whichDatabase,
  examples: '  etcdutl list-bucket backup.db',
  run: async (app, args) => {
    const path = databaseFile(firstArgument(args))
    const entries = await inspectDatabase(app, path, (reader) => reader.rootEntries())
    await app.io.stdout.write(Buffer.concat(entries.flatMap(({ name }) => [name, Buffer.from('\n')])))
    const stray = entries.find(({ isBucket }) => !isBucket)
    if (stray !== undefined) throw new CliError(`${quote(stray.name)} is not a bucket`)
  },
})
