import { Command } from 'commander'
import type { App } from '../app.ts'
import { versionText } from '../frame/version.ts'

export function versionCommand(app: App): Command {
  return new Command('version').action(() => app.io.stdout.write(versionText(app.profile)))
}
