import { FlagError } from '../../go/parse-flags.ts'
import { type Command, commandOf } from '../command.ts'
import { type Candidate, type Completion, complete as completion, directives } from './candidates.ts'

/** The command that the shells' scripts call; it describes each candidate. */
export const complete = completer(true)
export const completeBarely = completer(false)

/**
 * One candidate a line on stdout, then `:` and the directive. The exit code is 0 even when nothing can be completed (3.5 to
 * 3.7).
 */
function completer(describes: boolean): Command<never> {
  return commandOf({
    use: '__complete [command-line]',
    bareUse: true,
    rawArguments: true,
    long: 'For the completion scripts of shells: prints a candidate a line, and then a colon and how to go on.',
    run: async (_app: never, args, _flags, invocation) => {
      const last = args.at(-1)
      if (last === undefined) throw new FlagError('requires at least 1 arg(s), only received 0')
      const { stdout, stderr } = invocation.io
      const found = await completion(invocation, args.slice(0, -1), last)
      await stdout.write(answer(found, describes))
      await stderr.write(remarks(found))
    },
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
