import { Command } from 'commander'
import type { App } from '../app.ts'
import { globalFlags } from '../cli/globals.ts'
import { optionsText } from '../cli/help-listing.ts'

/** Lists the global flags, in the layout of 3.7 for every release. */
export function optionsCommand(app: App): Command {
  return new Command('options').action(() => app.io.stdout.write(optionsText(globalFlags())))
}
