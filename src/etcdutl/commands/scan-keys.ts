import { Command } from 'commander'
import { parseInt64 } from '../../cli/parse.ts'
import { openFile } from '../../offline/file-source.ts'
import { databaseFile } from '../../offline/inspect/database-file.ts'
import { scanKeys } from '../../offline/inspect/scan-keys.ts'
import { printChunks } from '../../print.ts'
import type { OfflineApp } from '../app.ts'
import { twoArguments } from '../arguments.ts'

export function scanKeysCommand(app: OfflineApp): Command {
  return new Command('scan-keys').action(async (args: string[]) => {
    const [path, start] = twoArguments(args)
    const file = databaseFile(path)
    const startRevision = parseInt64(start)
    const source = openFile(file)
    try {
      await printChunks(app.io, scanKeys(source, startRevision, app.profile))
    } finally {
      source.close()
    }
  })
}
