import { Command } from 'commander'
import { databaseFile } from '../../offline/inspect/database-file.ts'
import type { OfflineApp } from '../app.ts'
import { firstArgument } from '../arguments.ts'
import { inspectDatabase } from '../with-database.ts'

export function listBucketCommand(app: OfflineApp): Command {
  return new Command('list-bucket').action(async (args: string[]) => {
    const path = databaseFile(firstArgument(args))
    const names = await inspectDatabase(app, path, (reader) => reader.bucketNames())
    await app.io.stdout.write(Buffer.concat(names.flatMap((name) => [name, Buffer.from('\n')])))
  })
}
