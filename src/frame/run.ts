import type { Command } from 'commander'
import { argumentBytes } from '../base/arguments.ts'
import { CliError, QuietExit } from '../base/errors.ts'
import type { Io, ProcessIo } from '../base/io.ts'
import { type Profile, parseProfile } from '../base/release.ts'
import { parseBool } from '../go/parse.ts'
import { canonicalArgs, doubleDashes, FlagError, type ParsedFlags, parseFlags } from './argv.ts'
import type { CommandEntry, CommandPath } from './command-tree.ts'
import { type Flag, flagsOf, missingFlagsMessage } from './flags.ts'
import type { HelpContext } from './help/scope.ts'
import type { Outcome } from './outcome.ts'
import { resolveCommand, UnknownCommandError } from './resolve-command.ts'
import { ScreenIo } from './screen.ts'
import { releaseVersion } from './version.ts'

/** The shell's code for a program that was ended by SIGPIPE. */
const brokenPipe = 141

/** Makes a leaf command of a program whose commands see an `A`. */
export type FactoryOf<A> = (app: A) => Command

/** One of our programs: its commands, the flags that all of them take, and what a command sees of the run. */
export interface Program<A> {
  readonly root: CommandEntry<FactoryOf<A>>
  readonly globals: () => Flag[]
  /** Help and mistakes look the same in every release. */
  readonly isPlain?: boolean
  /** The commands whose own `--raw` has nothing to do with the terminal. */
  readonly ownRaw?: readonly string[]
  /** What ends the run before the command line is looked at. */
  readonly refusal?: (io: Io, profile: Profile) => Outcome | undefined
  /** What a command sees that is only described, not run. */
  readonly describedApp: A
  readonly start: (setting: RunSetting) => RunningApp<A>
}

export interface RunSetting {
  readonly io: Io
  readonly profile: Profile
  /** The flags of the command's groups, and the global ones. */
  readonly flags: readonly Flag[]
  /** Names that count as flags in the environment of this command only. */
  readonly extra: readonly string[]
}

export interface RunningApp<A> {
  readonly app: A
  /** Hands over what the command line says; comes right before the command runs. */
  begin(parsed: ParsedFlags, command: Command): void
  /** Lines for stderr of what to do about an error that ended the command; never rejects. */
  explain(error: CliError): Promise<readonly string[]>
  /** Closes what the command opened; never rejects. */
  close(): Promise<void>
}

/** Runs one command line of `program` and resolves to its exit code. Never rejects. */
export async function runProgram<A>(program: Program<A>, outer: ProcessIo): Promise<number> {
  const io = new ScreenIo(outer, wantsRaw(program, outer))
  try {
    return await run(program, io)
  } catch (error) {
    return await report(io, error)
  } finally {
    await io.end()
  }
}

async function report(io: Io, error: unknown): Promise<number> {
  if (isBrokenPipe(error)) return brokenPipe
  try {
    if (error instanceof CliError) return await reportCliError(io, error)
    const { errorText } = await import('../go/file-error.ts')
    const message = errorText(error)
    const stack = error instanceof Error && io.args.includes('--debug') ? `${error.stack}\n` : ''
    await io.stderr.write(`${stack}Error: ${message}\n`)
    return 1
  } catch {
    return brokenPipe
  }
}

async function reportCliError(io: Io, error: CliError): Promise<number> {
  for (const line of error.remarks) await io.stderr.write(`${line}\n`)
  if (error instanceof QuietExit) return error.exitCode
  await showError(io, error.message)
  return error.exitCode
}

/** Red on a terminal; plain under a pin, where programs read along at a pseudo-terminal, and everywhere else. */
async function showError(io: Io, message: string): Promise<void> {
  if (!io.stderr.hasColour || isPinned(io)) return io.stderr.write(argumentBytes(`Error: ${message}\n`))
  const { Chalk } = await import('chalk')
  await io.stderr.draw(new Chalk({ level: 1 }).red('Error:'))
  await io.stderr.write(argumentBytes(` ${message}\n`))
}

function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE'
}

async function run<A>(program: Program<A>, io: Io): Promise<number> {
  const profile = profileOf(io)
  const refusal = program.refusal?.(io, profile)
  if (refusal !== undefined) return show(io, refusal)
  const { root, isPlain = false } = program
  const context: HelpContext = { root, globals: program.globals(), profile, version: releaseVersion(profile), isPlain }
  try {
    const { path, args } = resolveCommand<FactoryOf<A>>({ ...context, root }, io.args)
    return await runPath({ program, io, profile, context, path, args })
  } catch (error) {
    if (!(error instanceof UnknownCommandError)) throw error
    const { unknownCommandOutcome } = await import('./help/outcome.ts')
    return show(io, unknownCommandOutcome(context, error))
  }
}

interface Invocation<A> {
  readonly program: Program<A>
  readonly io: Io
  readonly profile: Profile
  readonly context: HelpContext
  readonly path: CommandPath<FactoryOf<A>>
  readonly args: readonly string[]
}

async function runPath<A>(invocation: Invocation<A>): Promise<number> {
  const { io, path } = invocation
  const entry = path.at(-1)
  if (entry?.name === 'help' && path.length === 2) return showHelpTopic(invocation)
  if (entry?.load === undefined) return showGroup(invocation)
  if (entry.deprecation !== undefined) await io.stderr.write(`${entry.deprecation}\n`)
  return runLeaf(invocation, await entry.load())
}

async function showHelpTopic<A>({ program, io, context, path, args }: Invocation<A>): Promise<number> {
  const { helpCommandOutcome } = await import('./help/command.ts')
  return show(io, await helpCommandOutcome(program, context, { path, args }))
}

/** The root or a group: its flags are still checked, then it shows its help. */
async function showGroup<A>(invocation: Invocation<A>): Promise<number> {
  const { io, context, path, args } = invocation
  const { helpOutcome, usageErrorOutcome } = await import('./help/outcome.ts')
  const topic = { path, ownFlags: [] }
  try {
    parseFlags([...inheritedFlags(path), ...context.globals], args, path)
  } catch (error) {
    if (error instanceof FlagError) return show(io, usageErrorOutcome(context, error, topic))
    throw error
  }
  return show(io, helpOutcome(context, topic))
}

async function runLeaf<A>(invocation: Invocation<A>, factory: FactoryOf<A>): Promise<number> {
  const { program, io, profile, context, path } = invocation
  const running = program.start({
    io,
    profile,
    flags: [...inheritedFlags(path), ...context.globals],
    extra: path.at(-1)?.environmentNames ?? [],
  })
  const command = factory(running.app)
  const ownFlags = flagsOf(command)
  try {
    return await runCommand(invocation, running, command)
  } catch (error) {
    if (error instanceof CliError) error.remarks = [...error.remarks, ...(await running.explain(error))]
    if (!(error instanceof FlagError)) throw error
    const { usageErrorOutcome } = await import('./help/outcome.ts')
    return show(io, usageErrorOutcome(context, error, { path, ownFlags }))
  } finally {
    await running.close()
  }
}

async function runCommand<A>(
  { io, context, path, args }: Invocation<A>,
  running: RunningApp<A>,
  command: Command,
): Promise<number> {
  const entry = path.at(-1)
  const ownFlags = flagsOf(command)
  const inherited = inheritedFlags(path)
  const flags = [...ownFlags, ...inherited]
  const known = [...flags, ...context.globals]
  const parsed = parseFlags(known, writtenArgs(entry, known, args), path)
  if (parsed.help) {
    const { helpOutcome } = await import('./help/outcome.ts')
    return show(io, helpOutcome(context, { path, ownFlags }))
  }
  const missing = missingFlagsMessage(ownFlags, parsed.given)
  if (missing !== undefined) throw new FlagError(missing, path)
  for (const flag of inherited) command.addOption(flag)
  running.begin(parsed, command)
  command.argument('[args...]').exitOverride()
  await command.parseAsync(canonicalArgs(parsed, flags, { keepDash: entry?.keepDash === true }), { from: 'user' })
  return 0
}

function writtenArgs(
  entry: CommandEntry | undefined,
  flags: readonly Flag[],
  args: readonly string[],
): readonly string[] {
  if (entry?.rawArguments === true) return ['--', ...args]
  return entry?.takesSingleDash === true ? doubleDashes(flags, args) : args
}

function inheritedFlags(path: CommandPath): Flag[] {
  const flags: Flag[] = []
  for (const entry of path) flags.push(...(entry.inherited?.() ?? []))
  return flags
}

async function show(io: Io, outcome: Outcome): Promise<number> {
  if (outcome.stdout !== '') await io.stdout.write(outcome.stdout)
  if (outcome.stderr !== '') await io.stderr.write(outcome.stderr)
  return outcome.exitCode
}

/** The flag wins over the variable; both are needed before anything else is parsed, for the layout of mistakes. */
function profileOf(io: Io): Profile {
  return parseProfile(compatText(io))
}

function isPinned(io: Io): boolean {
  return compatText(io) !== '' && compatText(io) !== 'auto'
}

function compatText(io: Io): string {
  const args = wordsBeforeDashes(io)
  let text = io.env.ETCDCTL_COMPAT ?? ''
  for (const [index, arg] of args.entries()) {
    if (arg.startsWith('--compat=')) text = arg.slice('--compat='.length)
    if (arg === '--compat') text = args[index + 1] ?? ''
  }
  return text
}

/** Needed early as well: mistakes are shown too. */
function wantsRaw<A>({ ownRaw = [] }: Program<A>, io: Pick<Io, 'args' | 'env'>): boolean {
  const args = wordsBeforeDashes(io)
  let isRaw = isTrue(io.env.ETCDCTL_RAW ?? '')
  if (args.some((arg) => ownRaw.includes(arg))) return isRaw
  for (const arg of args) {
    if (arg === '--raw') isRaw = true
    if (arg.startsWith('--raw=')) isRaw = isTrue(arg.slice('--raw='.length))
  }
  return isRaw
}

function isTrue(text: string): boolean {
  // an error that is made and thrown away is a tenth of a millisecond
  if (text === '') return false
  try {
    return parseBool(text)
  } catch {
    return false
  }
}

/** Words to complete are no arguments of this run. */
function wordsBeforeDashes({ args }: Pick<Io, 'args'>): readonly string[] {
  if (args[0]?.startsWith('__complete') === true) return []
  const end = args.indexOf('--')
  return end < 0 ? args : args.slice(0, end)
}
