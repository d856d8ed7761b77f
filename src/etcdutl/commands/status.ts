import { statSync } from 'node:fs'
import { CliError, UsageError } from '../../base/errors.ts'
import { atLeast } from '../../base/release.ts'
import type { HelpTexts } from '../../frame/command.ts'
import { onFile } from '../../offline/files/file-failure.ts'
import { snapshotStatus } from '../../offline/mvcc/status.ts'
import { command, type OfflineApp } from '../app.ts'
import { chooseFormat, printResult } from '../format.ts'
import { type NoticeOptions, showNotice } from '../notice.ts'
import { withDatabase } from '../with-database.ts'

export const status = statusWith({})

/** `snapshot status` of both programs. */
export function statusWith(options: NoticeOptions & Partial<HelpTexts>) {
  return command({
    use: 'status <filename>',
    examples: '  etcdutl snapshot status backup.db\n  etcdutl snapshot status backup.db -w table',
    ...options,
    run: async (app, [path, ...more]) => {
      await showNotice(app, options)
      if (path === undefined || more.length > 0) throw new UsageError('snapshot status requires exactly one argument')
      const { release } = app.profile
      const format = firstOfFormatAndFile(app, path)
      // 3.7 knows --timeout, but waits here as long as it takes
      const waitMs = app.givenLockWaitMs ?? Number.POSITIVE_INFINITY
      const status = await withDatabase(app, path, waitMs, (reader) => snapshotStatus(reader, release))
      await printResult(app, format, 'snapshotStatus', status)
    },
  })
}

/** 3.5 looks at the format before the file. */
function firstOfFormatAndFile(app: OfflineApp, path: string) {
  const checkFile = () => onFile('stat', path, (exact) => statSync(exact))
  if (atLeast(app.profile, '3.6')) checkFile()
  const format = chooseFormat(app)
  const isOldOnFolder = checkFile().isDirectory() && !atLeast(app.profile, '3.6')
  if (isOldOnFolder) throw new CliError(`open ${path}: is a directory`)
  return format
}
