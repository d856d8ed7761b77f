import { Command } from 'commander'
import { parseInt64 } from '../../go/parse.ts'
import { databaseFile } from '../../offline/inspect/database-file.ts'
import { scanKeys } from '../../offline/inspect/scan-keys.ts'
import type { OfflineApp } from '../app.ts'
import { twoArguments } from '../arguments.ts'
import { printPieces } from '../print-pieces.ts'
import { inspectFile } from '../with-database.ts'

export function scanKeysCommand(app: OfflineApp): Command {
  return new Command('scan-keys').action(async (args: string[]) => {
    const [path, start] = twoArguments(args)
    const file = databaseFile(path)
    const startRevision = parseInt64(start)
    await inspectFile(app, file, (source) => printPieces(app.io, scanKeys(source, startRevision, app.profile)))
  })
}
