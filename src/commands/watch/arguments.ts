import { type CliError, UsageError } from '../../base/errors.ts'
import type { Flag } from '../../go/flags.ts'
import { FlagError, type ParsedFlags, parseFlags } from '../../go/parse-flags.ts'
import { quote } from '../../go/quote.ts'

/** The values of `ETCDCTL_WATCH_KEY` and `ETCDCTL_WATCH_RANGE_END`; empty when not set. */
export interface WatchVariables {
  readonly key: string
  readonly rangeEnd: string
}

/** The words for the range (of more than two only the first counts), and the program to run for each event, if any. */
export interface WatchWords {
  readonly words: readonly string[]
  readonly program: readonly string[]
}

/** Throws a UsageError for a range end without a key. */
export function watchVariables(env: Readonly<Record<string, string | undefined>>): WatchVariables {
  const key = env.ETCDCTL_WATCH_KEY ?? ''
  const rangeEnd = env.ETCDCTL_WATCH_RANGE_END ?? ''
  if (key === '' && rangeEnd !== '') {
    throw new UsageError(`ETCDCTL_WATCH_KEY is empty but got ETCDCTL_WATCH_RANGE_END=${quote(rangeEnd)}`)
  }
  return { key, rangeEnd }
}

/** Reads the arguments of the command line, the user's `--` among them. Throws a UsageError. */
export function commandLineWords(args: readonly string[], variables: WatchVariables): WatchWords {
  const { before, program } = split(args)
  if (variables.key !== '' && before.length > 0) throw conflict()
  return assemble(before, program, variables)
}

/** A line of `watch -i`: its words, and the values of its flags by name. */
export interface WatchLine extends WatchWords {
  readonly values: ParsedFlags['values']
}

/** Reads the words that follow `watch` on a line. Throws a UsageError for what ends the program. */
export function interactiveWords(
  args: readonly string[],
  flags: readonly Flag[],
  variables: WatchVariables,
): WatchLine {
  if (args.indexOf('--') === args.length - 1 && args.length > 0) throw noProgram()
  const { dashAt, positionals, values } = parseLine(args, flags)
  const before = positionals.slice(0, dashAt)
  if (dashAt === undefined && before.length === 0 && variables.key === '') throw badNumber()
  if (dashAt === undefined && before.length > 0 && variables.key !== '') throw conflict()
  const program = dashAt === undefined ? [] : positionals.slice(dashAt)
  return { ...assemble(before, program, variables), values }
}

/** The original's message for a watch without a key. */
export function badNumber(): UsageError {
  return new UsageError('bad number of arguments')
}

function parseLine(args: readonly string[], flags: readonly Flag[]): ParsedFlags {
  try {
    const parsed = parseFlags(flags, args)
    if (parsed.help) throw new UsageError('pflag: help requested')
    return parsed
  } catch (error) {
    throw error instanceof FlagError ? new UsageError(error.message) : error
  }
}

function split(args: readonly string[]): { before: readonly string[]; program: readonly string[] } {
  const dash = args.indexOf('--')
  if (dash < 0) return { before: args, program: [] }
  if (dash === args.length - 1) throw noProgram()
  return { before: args.slice(0, dash), program: args.slice(dash + 1) }
}

/** The original looks for the program from the end: in `a -- echo echo` the first `echo` counts as range end (3.4 to 3.7). */
function assemble(before: readonly string[], program: readonly string[], variables: WatchVariables): WatchWords {
  const fromVariables = [variables.key, variables.rangeEnd].filter((word) => word !== '')
  const [first] = program
  const repeats = first === undefined ? 0 : program.lastIndexOf(first)
  return { words: [...fromVariables, ...before, ...program.slice(0, repeats)], program }
}

function conflict(): CliError {
  return new UsageError('bad number of arguments (found conflicting environment key)')
}

function noProgram(): CliError {
  return new UsageError('bad number of arguments (found separator --, but no commands)')
}
