import { parseInt64 } from '../../go/parse.ts'
import { databaseFile } from '../../offline/inspect/database-file.ts'
import { scanKeys as scan } from '../../offline/inspect/scan-keys.ts'
import { command } from '../app.ts'
import { twoArguments, whichDatabase } from '../arguments.ts'
import { printPieces } from '../print-pieces.ts'
import { inspectFile } from '../with-database.ts'

export const scanKeys = command({
  use: 'scan-keys <data dir or db file> <start revision>',
  long: `${whichDatabase} Pages are read as they stand in the file, so that old revisions on free pages show up as well.`,
  examples: '  etcdutl scan-keys damaged.db 48213',
  run: async (app, args) => {
    const [path, start] = twoArguments(args)
    const file = databaseFile(path)
    const startRevision = parseInt64(start)
    await inspectFile(app, file, (source) => printPieces(app.io, scan(source, startRevision, app.profile)))
  },
})
