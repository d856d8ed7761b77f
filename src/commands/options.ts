import { Command } from 'commander'
import type { App } from '../app.ts'
import { globalFlags } from '../frame/globals.ts'
import { optionsText } from '../frame/help/listing.ts'

/** Lists the global flags, in the layout of 3.7 for every release. */
export function optionsCommand(app: App): Command {
  return new Command('options').action(() => app.io.stdout.write(optionsText(globalFlags())))
}
