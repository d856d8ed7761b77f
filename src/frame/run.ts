import { argumentBytes } from '../base/arguments.ts'
import { CliError, QuietExit } from '../base/errors.ts'
import type { Io, ProcessIo } from '../base/io.ts'
import { parseProfile } from '../base/release.ts'
import { type Flag, missingFlagsMessage, valuesOf } from '../go/flags.ts'
import { doubleDashes, FlagError, type ParsedFlags, parseFlags, UnknownFlagError } from '../go/parse-flags.ts'
import { type Command, groupFlags, type Invocation, type Program, type UnknownWord } from './command.ts'
import { dispatch } from './dispatch.ts'
import { type EarlyFlags, isPinned } from './early-flags.ts'
import type { Ending } from './ending.ts'
import { resolveCommand, UnknownCommandError } from './resolve-command.ts'
import { ScreenIo } from './screen.ts'

/** The shell's code for a program that was ended by SIGPIPE. */
const brokenPipe = 141

/** The words of a run, and what was read of them before. */
interface Line {
  readonly args: readonly string[]
  readonly early: EarlyFlags
}

/** Runs one command line of `program` and resolves to its exit code. Never rejects. */
export async function runProgram<A>(program: Program<A>, outer: ProcessIo, early: EarlyFlags): Promise<number> {
  const io = new ScreenIo(outer, early.isRaw)
  try {
    return await run(program, io, { args: outer.args, early })
  } catch (error) {
    return await report(io, error, early)
  } finally {
    await io.end()
  }
}

async function run<A>(program: Program<A>, io: Io, line: Line): Promise<number> {
  const profile = parseProfile(line.early.compat)
  const refusal = program.refusal?.(io, profile)
  if (refusal !== undefined) return show(io, refusal)
  try {
    const { path, args } = resolveCommand({ program, profile }, line.args)
    return await runPath({ program, io, profile, path }, args)
  } catch (error) {
    if (!(error instanceof UnknownCommandError)) throw error
    await remark(program, io, { command: error.typed })
    const { unknownCommandEnding } = await import('./help/endings.ts')
    return show(io, unknownCommandEnding({ program, profile }, error))
  }
}

async function runPath<A>(invocation: Invocation<A>, args: readonly string[]): Promise<number> {
  const { io, path } = invocation
  const entry = path.at(-1)
  if (entry?.load === undefined) return showGroup(invocation, args)
  if (entry.deprecation !== undefined) await io.stderr.write(`${entry.deprecation}\n`)
  return runLeaf(invocation, await entry.load(), args)
}

/** The root or a group: its flags are still checked, then it shows its help. */
async function showGroup<A>(invocation: Invocation<A>, args: readonly string[]): Promise<number> {
  const { program, io, path } = invocation
  const { helpEnding, usageErrorEnding } = await import('./help/endings.ts')
  try {
    parseFlags([...groupFlags(path), ...program.globals], args)
  } catch (error) {
    if (error instanceof FlagError) return show(io, usageErrorEnding(invocation, error, { path }))
    throw error
  }
  return show(io, helpEnding(invocation, { path }))
}

async function runLeaf<A>(invocation: Invocation<A>, command: Command<A>, args: readonly string[]): Promise<number> {
  const { io, path } = invocation
  const topic = { path, command }
  try {
    const parsed = parseLine(invocation, command, args)
    if (!parsed.help) return await runCommand({ ...invocation, parsed }, command, parsed)
    const { helpEnding } = await import('./help/endings.ts')
    return show(io, helpEnding(invocation, topic))
  } catch (error) {
    if (!(error instanceof FlagError)) throw error
    if (error instanceof UnknownFlagError) await remark(invocation.program, io, { flag: error.flag })
    const { usageErrorEnding } = await import('./help/endings.ts')
    return show(io, usageErrorEnding(invocation, error, topic))
  }
}

async function remark<A>({ remarkOn }: Program<A>, io: Io, word: UnknownWord): Promise<void> {
  const line = await remarkOn?.(word)
  if (line !== undefined) await io.stderr.write(`${line}\n`)
}

function parseLine<A>(
  { program, profile, path }: Invocation<A>,
  command: Command<A>,
  args: readonly string[],
): ParsedFlags {
  const known = [...command.flags, ...groupFlags(path), ...program.globals]
  const parsed = parseFlags(known, writtenArgs(command, known, args))
  const missing = parsed.help ? undefined : missingFlagsMessage(command.flags, parsed.given, profile)
  if (missing !== undefined) throw new FlagError(missing)
  return parsed
}

function writtenArgs(
  { rawArguments, takesSingleDash }: Command<never>,
  flags: readonly Flag[],
  args: readonly string[],
): readonly string[] {
  if (rawArguments === true) return ['--', ...args]
  return takesSingleDash === true ? doubleDashes(flags, args) : args
}

async function runCommand<A>(invocation: Invocation<A>, command: Command<A>, parsed: ParsedFlags): Promise<number> {
  const { program, io, profile, path } = invocation
  const flags = [...groupFlags(path), ...program.globals]
  const { values, given } = parsed
  const running = program.start({ io, profile, values, given, flags, extra: command.environmentNames ?? [] })
  const ready = { command, app: running.app, values: valuesOf(command.flags, values), invocation }
  try {
    await dispatch(ready, parsed)
    return 0
  } catch (error) {
    if (error instanceof CliError) error.remarks = [...error.remarks, ...(await running.explain(error))]
    throw error
  } finally {
    await running.close()
  }
}

async function show(io: Io, ending: Ending): Promise<number> {
  if (ending.stdout !== '') await io.stdout.write(ending.stdout)
  if (ending.stderr !== '') await io.stderr.write(ending.stderr)
  return ending.exitCode
}

async function report(io: Io, error: unknown, early: EarlyFlags): Promise<number> {
  if (isBrokenPipe(error)) return brokenPipe
  try {
    if (error instanceof CliError) return await reportCliError(io, error, early)
    const { errorText } = await import('../go/file-error.ts')
    const message = errorText(error)
    const stack = error instanceof Error && io.args.includes('--debug') ? `${error.stack}\n` : ''
    await io.stderr.write(`${stack}Error: ${message}\n`)
    return 1
  } catch {
    return brokenPipe
  }
}

async function reportCliError(io: Io, error: CliError, early: EarlyFlags): Promise<number> {
  for (const line of error.remarks) await io.stderr.write(`${line}\n`)
  if (error instanceof QuietExit) return error.exitCode
  await showError(io, error.message, isPinned(early))
  return error.exitCode
}

/** Red on a terminal; plain everywhere else, and under a pin, where programs may read a pseudo-terminal. */
async function showError(io: Io, message: string, isPlain: boolean): Promise<void> {
  if (!io.stderr.hasColour || isPlain) return io.stderr.write(argumentBytes(`Error: ${message}\n`))
  const { Chalk } = await import('chalk')
  await io.stderr.draw(new Chalk({ level: 1 }).red('Error:'))
  await io.stderr.write(argumentBytes(` ${message}\n`))
}

function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE'
}
