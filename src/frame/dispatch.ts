import { Command } from 'commander'
import type { CommandPath } from './command.ts'

/**
 * Makes Commander's commands of a path, the program's first, and has Commander call `run` with the arguments of the last one.
 * Commander gets no flags: they have been read by Go's rules, which differ from its own.
 */
export async function dispatch(
  path: CommandPath<never>,
  args: readonly string[],
  run: (args: readonly string[]) => unknown,
): Promise<void> {
  const [root, ...below] = path
  const program = new Command(root?.name).exitOverride()
  let command = program
  for (const { name } of below) command = command.command(name, { hidden: true })
  command.argument('[args...]').action(async (given: string[]) => {
    await run(given)
  })
  await program.parseAsync([...below.map(({ name }) => name), '--', ...args], { from: 'user' })
}
