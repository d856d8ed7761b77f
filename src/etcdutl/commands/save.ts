import { Command } from 'commander'
import { UsageError } from '../../base/errors.ts'
import type { OfflineApp } from '../app.ts'

/** A snapshot is downloaded by etcdctl; this only says so. */
export function saveCommand(_app: OfflineApp): Command {
  return new Command('save').action(() => {
    throw new UsageError('In order to download snapshot use: `etcdctl snapshot save ...`')
  })
}
