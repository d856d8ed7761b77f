import { statSync } from 'node:fs'
import { Command } from 'commander'
import { CliError, QuietExit, UsageError } from '../../base/errors.ts'
import { boolFlag } from '../../frame/flags.ts'
import { onFile } from '../../offline/file-failure.ts'
import { verifySnapshot } from '../../offline/verify.ts'
import type { OfflineApp } from '../app.ts'
import { chooseFormat, printResult } from '../format.ts'
import { withLocked } from '../with-database.ts'

interface VerifyFlags {
  bareCopy: boolean
}

export function verifyCommand(app: OfflineApp): Command {
  return new Command('verify')
    .addOption(boolFlag('bare-copy', 'take a copied database, which has no SHA-256: only its structure is proved'))
    .action(async ([path, ...more]: string[], { bareCopy }: VerifyFlags) => {
      if (path === undefined || more.length > 0) throw new UsageError('snapshot verify requires exactly one argument')
      const format = chooseFormat(app)
      const isFolder = onFile('stat', path, (exact) => statSync(exact)).isDirectory()
      if (isFolder) throw new CliError(`read ${path}: is a directory`)
      const report = await withLocked(app, path, 0, (source) => verifySnapshot(source, { isBareCopy: bareCopy }))
      await printResult(app, format, 'verification', report)
      if (!report.isSound) throw new QuietExit(1)
    })
}
