import { Command } from 'commander'
import type { App } from '../app.ts'
import { FlagError } from '../cli/argv.ts'
import { completionScript } from '../cli/completion-scripts.ts'
import { type Shell, shells } from '../cli/completion-values.ts'
import { quote } from '../cli/quote.ts'

/** Prints the completion script of a shell; anything else than one known shell ends in the command's usage. */
export function completionCommand(app: App): Command {
  return new Command('completion').action((args: string[]) => app.io.stdout.write(completionScript(shellFrom(args))))
}

function shellFrom(args: readonly string[]): Shell {
  const [name = ''] = args
  if (args.length !== 1) throw new FlagError(`accepts 1 arg(s), received ${args.length}`, [])
  const shell = shells.find((known) => known === name)
  if (shell === undefined) throw new FlagError(`invalid argument ${quote(name)} for "etcdctl completion"`, [])
  return shell
}
