import { commandOf, type Invocation } from '../command.ts'
import type { Ending } from '../ending.ts'
import { helpTopic } from '../resolve-command.ts'
import { helpEnding, unknownTopicEnding } from './endings.ts'

/** `help WORDS...`: the help of the command that the words name. */
export const help = commandOf({
  use: 'help [command]',
  run: async (_app: never, args, _flags, invocation) => {
    const { stdout, stderr } = await topicEnding(invocation, args)
    await invocation.io.stdout.write(stdout)
    await invocation.io.stderr.write(stderr)
  },
})

async function topicEnding(invocation: Invocation<never>, words: readonly string[]): Promise<Ending> {
  const [word = '', ...others] = words
  const page = others.length === 0 ? await invocation.program.topics?.[word]?.() : undefined
  if (page !== undefined) return { stdout: page, stderr: '', exitCode: 0 }
  const path = helpTopic(invocation, words)
  if (path === undefined) return unknownTopicEnding(invocation, words)
  return helpEnding(invocation, { path, command: await path.at(-1)?.load?.() })
}
