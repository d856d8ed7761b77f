import { statSync } from 'node:fs'
import { CliError, QuietExit, UsageError } from '../../base/errors.ts'
import { boolFlag } from '../../go/flags.ts'
import { onFile } from '../../offline/files/file-failure.ts'
import { verifySnapshot } from '../../offline/verify/verify.ts'
import { command } from '../app.ts'
import { chooseFormat, printResult } from '../format.ts'
import { withLocked } from '../with-database.ts'

export const verify = command({
  use: 'verify <filename>',
  long: [
    'Reads all of the file: its SHA-256, every page, every key and value. Tells what was proved; exits with 1 when anything is',
    'wrong, or the SHA-256 is missing.',
  ].join('\n'),
  examples: '  etcdutl snapshot verify backup.db && aws s3 cp backup.db s3://backups/',
  flags: [boolFlag('bare-copy', 'take a copied database, which has no SHA-256: only its structure is proved')],
  run: async (app, [path, ...more], { bareCopy }) => {
    if (path === undefined || more.length > 0) throw new UsageError('snapshot verify requires exactly one argument')
    const format = chooseFormat(app)
    const isFolder = onFile('stat', path, (exact) => statSync(exact)).isDirectory()
    if (isFolder) throw new CliError(`read ${path}: is a directory`)
    const report = await withLocked(app, path, 0, (source) => verifySnapshot(source, { isBareCopy: bareCopy }))
    await printResult(app, format, 'verification', report)
    if (!report.isSound) throw new QuietExit(1)
  },
})
