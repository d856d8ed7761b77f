import { Command } from 'commander'
import { CliError } from '../../base/errors.ts'
import { quote } from '../../go/quote.ts'
import { databaseFile } from '../../offline/inspect/database-file.ts'
import type { OfflineApp } from '../app.ts'
import { firstArgument } from '../arguments.ts'
import { inspectDatabase } from '../with-database.ts'

export function listBucketCommand(app: OfflineApp): Command {
  return new Command('list-bucket').action(async (args: string[]) => {
    const path = databaseFile(firstArgument(args))
    const entries = await inspectDatabase(app, path, (reader) => reader.rootEntries())
    await app.io.stdout.write(Buffer.concat(entries.flatMap(({ name }) => [name, Buffer.from('\n')])))
    const stray = entries.find(({ isBucket }) => !isBucket)
    if (stray !== undefined) throw new CliError(`${quote(stray.name)} is not a bucket`)
  })
}
