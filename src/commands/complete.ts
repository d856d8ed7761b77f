import { Command } from 'commander'
import type { App, CommandFactory, Entry } from '../app.ts'
import { FlagError } from '../cli/argv.ts'
import type { CommandEntry } from '../cli/command-tree.ts'
import { type Candidate, type Completion, complete, directives } from '../cli/completion.ts'
import type { Flag } from '../cli/flags.ts'
import { globalFlags } from '../cli/globals.ts'

export interface CompleteSettings {
  readonly root: Entry
  readonly flagsOf: (entry: CommandEntry<CommandFactory>) => Promise<readonly Flag[]>
  /** `__complete` says what each candidate is, `__completeNoDesc` does not. */
  readonly describes: boolean
}

/**
 * What the shells' scripts call: one candidate a line on stdout, then `:` and the directive. The exit code is 0 even when
 * nothing can be completed (3.5 to 3.7).
 */
export function completeCommand(app: App, { root, flagsOf, describes }: CompleteSettings): Command {
  return new Command('__complete').action(async (args: string[]) => {
    const last = args.at(-1)
    if (last === undefined) throw new FlagError('requires at least 1 arg(s), only received 0', [])
    const search = { root, globals: globalFlags(), profile: app.profile, flagsOf }
    const completion = await complete(search, args.slice(0, -1), last)
    await app.io.stdout.write(answer(completion, describes))
    await app.io.stderr.write(remarks(completion))
  })
}

function answer({ candidates, directive }: Completion, describes: boolean): string {
  return `${candidates.map((candidate) => `${describes ? described(candidate) : candidate.text}\n`).join('')}:${directive}\n`
}

function described({ text, about }: Candidate): string {
  const [line = ''] = about.split('\n')
  return line === '' ? text : `${text}\t${line}`
}

function remarks({ directive, problem }: Completion): string {
  const name = directive === directives.noFiles ? 'NoFileComp' : 'Default'
  const debug = problem === undefined ? '' : `[Debug] [Error] ${problem}\n`
  return `${debug}Completion ended with directive: ShellCompDirective${name}\n`
}
