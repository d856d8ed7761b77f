import { FlagError, parseFlags } from '../argv.ts'
import type { CommandPath } from '../command-tree.ts'
import { leafFlags } from '../leaf-flags.ts'
import type { Outcome } from '../outcome.ts'
import { helpTopic } from '../resolve-command.ts'
import type { FactoryOf, Program } from '../run.ts'
import { helpOutcome, unknownTopicOutcome, usageErrorOutcome } from './outcome.ts'
import type { HelpContext } from './scope.ts'

/** `help WORDS...`: the help of the command that the words name. `path` is the one to `help` itself. */
export async function helpCommandOutcome<A>(
  { root, describedApp }: Program<A>,
  context: HelpContext,
  { path, args }: { readonly path: CommandPath; readonly args: readonly string[] },
): Promise<Outcome> {
  const own = { path, ownFlags: [] }
  try {
    const { positionals, help } = parseFlags(context.globals, args, path)
    if (help) return helpOutcome(context, own)
    const topic = helpTopic<FactoryOf<A>>({ ...context, root }, positionals)
    if (topic === undefined) return unknownTopicOutcome(context, positionals)
    return helpOutcome(context, { path: topic, ownFlags: await leafFlags(topic.at(-1), describedApp) })
  } catch (error) {
    if (error instanceof FlagError) return usageErrorOutcome(context, error, own)
    throw error
  }
}
