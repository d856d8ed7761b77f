import { Command } from 'commander'
import { quote } from '../../go/quote.ts'
import { FlagError } from '../argv.ts'
import type { CompletionApp } from './entries.ts'
import { completionScript, type ProgramName } from './scripts.ts'
import { type Shell, shells } from './values.ts'

/** Prints `program`'s completion script of a shell; anything else than one known shell ends in the command's usage. */
export function completionCommand(app: Pick<CompletionApp, 'io'>, program: ProgramName = 'etcdctl'): Command {
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
