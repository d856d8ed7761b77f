import type { App, CommandFactory } from './app.ts'
import type { CommandEntry } from './cli/command-tree.ts'
import { type Flag, flagsOf } from './cli/flags.ts'

/** The flags of a command that is only described, not run; none for a group. */
export async function leafFlags(entry: CommandEntry<CommandFactory> | undefined): Promise<Flag[]> {
  if (entry?.load === undefined) return []
  const factory = await entry.load()
  return flagsOf(factory(describedApp))
}

const describedApp: App = {
  get io(): never {
    throw new Error('a described command does not run')
  },
  profile: { release: '3.7', auto: true },
  open: () => Promise.reject(new Error('a described command does not run')),
}
