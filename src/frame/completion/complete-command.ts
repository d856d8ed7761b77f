import { Command } from 'commander'
import { FlagError } from '../argv.ts'
import { type Candidate, type Completion, type CompletionSearch, complete, directives } from './candidates.ts'
import type { CompletionApp } from './entries.ts'

/** The commands to complete from; the release is that of the run. */
export interface CompleteSettings<Made> extends Omit<CompletionSearch<Made>, 'profile'> {
  /** `__complete` says what each candidate is, `__completeNoDesc` does not. */
  readonly describes: boolean
}

/**
 * What the shells' scripts call: one candidate a line on stdout, then `:` and the directive. The exit code is 0 even when
 * nothing can be completed (3.5 to 3.7).
 */
export function completeCommand<Made>(app: CompletionApp, { describes, ...search }: CompleteSettings<Made>): Command {
  return new Command('__complete').action(async (args: string[]) => {
    const last = args.at(-1)
    if (last === undefined) throw new FlagError('requires at least 1 arg(s), only received 0', [])
    const completion = await complete({ ...search, profile: app.profile }, args.slice(0, -1), last)
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
