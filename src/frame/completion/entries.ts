import type { Io } from '../../base/io.ts'
import type { Profile } from '../../base/release.ts'
import type { CommandEntry } from '../command-tree.ts'
import type { FactoryOf, Program } from '../run.ts'
import type { ProgramName } from './scripts.ts'

/** What the commands of completion need to see of a run. */
export interface CompletionApp {
  readonly io: Io
  readonly profile: Profile
}

export function completionEntry(program: ProgramName): CommandEntry<FactoryOf<CompletionApp>> {
  return {
    name: 'completion',
    use: 'completion [bash|zsh|fish|powershell]',
    summary: 'Print a completion script for a shell',
    helpGroup: 'utility',
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
    load: async () => {
      const { completionCommand } = await import('./script-command.ts')
      return (app) => completionCommand(app, program)
    },
  }
}

/** The hidden commands that the shells' completion scripts call. `program` is asked for only when one of them runs. */
export function completionProtocol<A extends CompletionApp>(
  program: () => Promise<Program<A>>,
): readonly CommandEntry<FactoryOf<A>>[] {
  return [entry('__complete', program, true), entry('__completeNoDesc', program, false)]
}

function entry<A extends CompletionApp>(
  name: string,
  program: () => Promise<Program<A>>,
  describes: boolean,
): CommandEntry<FactoryOf<A>> {
  return {
    name,
    use: '__complete [command-line]',
    summary: 'List what the last word of a command line can be',
    long: 'For the completion scripts of shells: prints a candidate a line, and then a colon and how to go on.',
    hidden: true,
    bareUse: true,
    rawArguments: true,
    load: async () => {
      const [{ completeCommand }, { leafFlags }] = await Promise.all([
        import('./complete-command.ts'),
        import('../leaf-flags.ts'),
      ])
      const { root, globals, isPlain, describedApp } = await program()
      const flagsOf = (of: CommandEntry<FactoryOf<A>>) => leafFlags(of, describedApp)
      return (app) => completeCommand(app, { root, globals: globals(), isPlain, flagsOf, describes })
    },
  }
}
