import { Command } from 'commander'
import type { App } from '../app.ts'
import { FlagError } from '../cli/argv.ts'
import { completionScript, type ProgramName } from '../cli/completion-scripts.ts'
import { type Shell, shells } from '../cli/completion-values.ts'
import { quote } from '../cli/quote.ts'

/** Prints `program`'s completion script of a shell; anything else than one known shell ends in the command's usage. */
export function completionCommand(app: Pick<App, 'io'>, program: ProgramName = 'etcdctl'): Command {
  return new Command('completion').action((args: string[]) =>
    app.io.stdout.write(completionScript(shellFrom(args, program), program)),
  )
}

function shellFrom(args: readonly string[], program: ProgramName): Shell {
  const [name = ''] = args
  if (args.length !== 1) throw new FlagError(`accepts 1 arg(s), received ${args.length}`, [])
  const shell = shells.find((known) => known === name)
  if (shell === undefined) throw new FlagError(`invalid argument ${quote(name)} for "${program} completion"`, [])
  return shell
}
