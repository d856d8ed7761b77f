import type { CommandEntry } from './command-tree.ts'
import { type Flag, flagsOf } from './flags.ts'
import type { FactoryOf } from './run.ts'

/** The flags of a command that is only described, not run; none for a group. */
export async function leafFlags<A>(entry: CommandEntry<FactoryOf<A>> | undefined, describedApp: A): Promise<Flag[]> {
  if (entry?.load === undefined) return []
  const factory = await entry.load()
  return flagsOf(factory(describedApp))
}
