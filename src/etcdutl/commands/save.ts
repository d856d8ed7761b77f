import { UsageError } from '../../base/errors.ts'
import { command } from '../app.ts'

/** A snapshot is downloaded by etcdctl; this only says so. */
export const save = command({
  use: 'save <filename>',
  bareUse: true,
  run: () => {
    throw new UsageError('In order to download snapshot use: `etcdctl snapshot save ...`')
  },
})
