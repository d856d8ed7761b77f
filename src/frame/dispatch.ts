import { Command as Commander } from 'commander'
import type { ParsedFlags } from '../go/parse-flags.ts'
import type { Command, Invocation } from './command.ts'

/** A command with all that it runs with but its arguments. */
export interface ReadyCommand<A> {
  readonly command: Command<A>
  readonly app: A
  /** The values of the command's own flags. */
  readonly values: Readonly<Record<string, unknown>>
  readonly invocation: Invocation<A>
}

/**
 * Makes Commander's commands of the path, and has Commander run the last one. Commander gets no flags: they have been read by Go's
 * rules, which differ from its own.
 */
export async function dispatch<A>(ready: ReadyCommand<A>, parsed: ParsedFlags): Promise<void> {
  const { command, app, values, invocation } = ready
  const [root, ...below] = invocation.path
  const program = new Commander(root?.name).exitOverride()
  let last = program
  for (const { name } of below) last = last.command(name, { hidden: true })
  last.argument('[args...]').action(async (given: string[]) => {
    await command.run(app, given, values as never, invocation)
  })
  const args = argumentsOf(parsed, command.keepDash === true)
  await program.parseAsync([...below.map(({ name }) => name), '--', ...args], { from: 'user' })
}

/** The arguments of the command, with the user's own `--` where it stood if the command wants to see it. */
export function argumentsOf({ positionals, dashAt }: ParsedFlags, keepDash: boolean): readonly string[] {
  return keepDash && dashAt !== undefined ? positionals.toSpliced(dashAt, 0, '--') : positionals
}
