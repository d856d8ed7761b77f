import { Command } from 'commander'
import { versionText } from '../../frame/version.ts'
import type { OfflineApp } from '../app.ts'

export function versionCommand(app: OfflineApp): Command {
  return new Command('version').action(() => app.io.stdout.write(versionText(app.profile, 'etcdutl')))
}
