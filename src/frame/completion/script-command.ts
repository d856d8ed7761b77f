import { FlagError } from '../../go/parse-flags.ts'
import { quote } from '../../go/quote.ts'
import { commandOf } from '../command.ts'
import { completionScript, type ProgramName } from './scripts.ts'
import { type Shell, shells } from './values.ts'

/** Prints the program's completion script of a shell; anything else than one known shell ends in the command's usage. */
export function completionOf(program: ProgramName) {
  return commandOf({
    use: 'completion [bash|zsh|fish|powershell]',
    bareUse: true,
    long: [
      'The script makes a shell complete commands, flags and values of flags. To have it in every new shell:',
      '',
      `  bash         echo "source <(${program} completion bash)" >> ~/.bashrc`,
      `  zsh          ${program} completion zsh > "$fpath[1]/_${program}"    (compinit must be on)`,
      `  fish         ${program} completion fish > ~/.config/fish/completions/${program}.fish`,
      `  powershell   ${program} completion powershell >> $PROFILE`,
    ].join('\n'),
    examples: `  source <(${program} completion bash)\n  ${program} completion fish | source`,
    run: (_app: never, args, _flags, { io }) => io.stdout.write(completionScript(shellFrom(args, program), program)),
  })
}

function shellFrom(args: readonly string[], program: ProgramName): Shell {
  const [name = ''] = args
  if (args.length !== 1) throw new FlagError(`accepts 1 arg(s), received ${args.length}`)
  const shell = shells.find((known) => known === name)
  if (shell === undefined) throw new FlagError(`invalid argument ${quote(name)} for "${program} completion"`)
  return shell
}
