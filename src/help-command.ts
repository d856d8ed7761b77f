import type { CommandFactory } from './app.ts'
import { helpOutcome, unknownTopicOutcome } from './cli/help.ts'
import type { HelpContext } from './cli/help-scope.ts'
import type { Outcome } from './cli/outcome.ts'
import { helpTopic } from './cli/resolve-command.ts'
import { leafFlags } from './leaf-flags.ts'
import { program } from './program.ts'

/** `help WORDS...`: the help of the command that the words name; flags among the words are ignored. */
export async function helpCommandOutcome(context: HelpContext, args: readonly string[]): Promise<Outcome> {
  const words = args.filter((arg) => !arg.startsWith('-'))
  const path = helpTopic<CommandFactory>({ ...context, root: program }, words)
  if (path === undefined) return unknownTopicOutcome(context, words)
  return helpOutcome(context, { path, ownFlags: await leafFlags(path.at(-1)) })
}
