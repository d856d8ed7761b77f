import { Command } from 'commander'
import { argumentBytes } from '../../base/arguments.ts'
import { refuseDamage } from '../../offline/content.ts'
import { databaseFile } from '../../offline/inspect/database-file.ts'
import { backendHash } from '../../offline/mvcc/hash.ts'
import type { OfflineApp } from '../app.ts'
import { firstArgument } from '../arguments.ts'
import { inspectDatabase } from '../with-database.ts'

export function hashCommand(app: OfflineApp): Command {
  return new Command('hash').action(async (args: string[]) => {
    const path = databaseFile(firstArgument(args))
    const hash = await inspectDatabase(app, path, (reader) => {
      refuseDamage(reader, app.profile.release)
      return backendHash(reader, app.profile.release)
    })
    await app.io.stdout.write(argumentBytes(`db path: ${path}\nHash: ${hash}\n`))
  })
}
