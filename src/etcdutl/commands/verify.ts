import { statSync } from 'node:fs'
import { Command } from 'commander'
import { QuietExit, UsageError } from '../../cli/errors.ts'
import { onFile } from '../../offline/file-failure.ts'
import { openFile } from '../../offline/file-source.ts'
import { type VerifyReport, verifySnapshot } from '../../offline/verify.ts'
import type { OfflineApp } from '../app.ts'
import { chooseFormat, printResult } from '../format.ts'

export function verifyCommand(app: OfflineApp): Command {
  return new Command('verify').action(async ([path, ...more]: string[]) => {
    if (path === undefined || more.length > 0) throw new UsageError('snapshot verify requires exactly one argument')
    const format = chooseFormat(app)
    const report = examine(path)
    await printResult(app, format, 'verification', report)
    if (!report.isSound) throw new QuietExit(1)
  })
}

function examine(path: string): VerifyReport {
  onFile('stat', path, (exact) => statSync(exact))
  const source = onFile('open', path, () => openFile(path))
  try {
    return verifySnapshot(source)
  } finally {
    source.close()
  }
}
