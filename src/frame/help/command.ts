import { commandOf, type Invocation } from '../command.ts'
import type { Outcome } from '../outcome.ts'
import { helpTopic } from '../resolve-command.ts'
import { helpOutcome, unknownTopicOutcome } from './outcome.ts'

/** `help WORDS...`: the help of the command that the words name. */
export const help = commandOf({
  use: 'help [command]',
  run: async (_app: never, args, _flags, invocation) => {
    const { stdout, stderr } = await topicOutcome(invocation, args)
    await invocation.io.stdout.write(stdout)
    await invocation.io.stderr.write(stderr)
  },
})

async function topicOutcome(invocation: Invocation<never>, words: readonly string[]): Promise<Outcome> {
  const path = helpTopic(invocation, words)
  if (path === undefined) return unknownTopicOutcome(invocation, words)
  return helpOutcome(invocation, { path, command: await path.at(-1)?.load?.() })
}
