import type { Command } from 'commander'
import type { App, CommandFactory } from './app.ts'
import { canonicalArgs, FlagError, type ParsedFlags, parseFlags } from './cli/argv.ts'
import type { CommandPath } from './cli/command-tree.ts'
import { apiVersionProblem, applyEnvironment } from './cli/environment.ts'
import { CliError, QuietExit } from './cli/errors.ts'
import { type Flag, flagsOf } from './cli/flags.ts'
import { debugLines, globalFlags, toGlobalFlags } from './cli/globals.ts'
import type { HelpContext } from './cli/help-scope.ts'
import type { Io } from './cli/io.ts'
import type { Outcome } from './cli/outcome.ts'
import { type Profile, parseProfile } from './cli/profile.ts'
import { resolveCommand, UnknownCommandError } from './cli/resolve-command.ts'
import { releaseVersion } from './cli/version.ts'
import { program } from './program.ts'
import type { ResultKind } from './render/results.ts'
import type { WireSession } from './session.ts'

/** The shell's code for a program that was ended by SIGPIPE. */
const brokenPipe = 141

/** Runs one command line and resolves to its exit code. Never rejects. */
export async function main(io: Io): Promise<number> {
  try {
    return await run(io)
  } catch (error) {
    return report(io, error)
  }
}

async function report(io: Io, error: unknown): Promise<number> {
  if (isBrokenPipe(error)) return brokenPipe
  try {
    if (error instanceof CliError) return await reportCliError(io, error)
    const message = error instanceof Error ? error.message : String(error)
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
  await io.stderr.write(`${await errorTitle(io)} ${error.message}\n`)
  return error.exitCode
}

/** Red on a terminal; plain bytes for everything that reads along. */
async function errorTitle(io: Io): Promise<string> {
  if (!io.stderr.isTerminal) return 'Error:'
  const { chalkStderr } = await import('chalk')
  return chalkStderr.red('Error:')
}

function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE'
}

async function run(io: Io): Promise<number> {
  const profile = profileOf(io)
  const apiProblem = apiVersionProblem(io.env.ETCDCTL_API, profile)
  if (apiProblem !== undefined) return show(io, apiProblem)
  const context: HelpContext = { root: program, globals: globalFlags(), profile, version: releaseVersion(profile) }
  try {
    const { path, args } = resolveCommand<CommandFactory>({ ...context, root: program }, io.args)
    return await runPath({ io, profile, context, path, args })
  } catch (error) {
    if (!(error instanceof UnknownCommandError)) throw error
    const { unknownCommandOutcome } = await import('./cli/help.ts')
    return show(io, unknownCommandOutcome(context, error))
  }
}

interface Invocation {
  readonly io: Io
  readonly profile: Profile
  readonly context: HelpContext
  readonly path: CommandPath<CommandFactory>
  readonly args: readonly string[]
}

async function runPath(invocation: Invocation): Promise<number> {
  const { path } = invocation
  const entry = path.at(-1)
  if (entry?.name === 'help' && path.length === 2) return showHelpTopic(invocation)
  if (entry?.load === undefined) return showGroup(invocation)
  return runLeaf(invocation, await entry.load())
}

async function showHelpTopic({ io, context, args }: Invocation): Promise<number> {
  const { helpCommandOutcome } = await import('./help-command.ts')
  return show(io, await helpCommandOutcome(context, args))
}

/** The root or a group: its flags are still checked, then it shows its help. */
async function showGroup(invocation: Invocation): Promise<number> {
  const { io, context, path, args } = invocation
  const { helpOutcome, usageErrorOutcome } = await import('./cli/help.ts')
  const topic = { path, ownFlags: [] }
  try {
    parseFlags([...inheritedFlags(path), ...context.globals], args, path)
  } catch (error) {
    if (error instanceof FlagError) return show(io, usageErrorOutcome(context, error, topic))
    throw error
  }
  return show(io, helpOutcome(context, topic))
}

async function runLeaf(invocation: Invocation, factory: CommandFactory): Promise<number> {
  const { io, profile, context, path } = invocation
  const app = new CommandApp(io, profile, {
    flags: [...inheritedFlags(path), ...context.globals],
    extra: path.at(-1)?.environmentNames ?? [],
  })
  const command = factory(app)
  const ownFlags = flagsOf(command)
  try {
    return await runCommand(invocation, app, command)
  } catch (error) {
    if (!(error instanceof FlagError)) throw error
    const { usageErrorOutcome } = await import('./cli/help.ts')
    return show(io, usageErrorOutcome(context, error, { path, ownFlags }))
  } finally {
    await app.close()
  }
}

async function runCommand({ io, context, path, args }: Invocation, app: CommandApp, command: Command): Promise<number> {
  const entry = path.at(-1)
  const ownFlags = flagsOf(command)
  const inherited = inheritedFlags(path)
  const flags = [...ownFlags, ...inherited]
  const parsed = parseFlags([...flags, ...context.globals], entry?.rawArguments === true ? ['--', ...args] : args, path)
  if (parsed.help) {
    const { helpOutcome } = await import('./cli/help.ts')
    return show(io, helpOutcome(context, { path, ownFlags }))
  }
  for (const flag of inherited) command.addOption(flag)
  app.parsed = parsed
  app.command = command
  command.argument('[args...]').exitOverride()
  await command.parseAsync(canonicalArgs(parsed, flags, { keepDash: entry?.keepDash === true }), { from: 'user' })
  return 0
}

function inheritedFlags(path: CommandPath): Flag[] {
  return path.flatMap((entry) => entry.inherited?.() ?? [])
}

async function show(io: Io, outcome: Outcome): Promise<number> {
  if (outcome.stdout !== '') await io.stdout.write(outcome.stdout)
  if (outcome.stderr !== '') await io.stderr.write(outcome.stderr)
  return outcome.exitCode
}

/** The flag wins over the variable; both are needed before anything else is parsed, for the layout of mistakes. */
function profileOf(io: Io): Profile {
  const end = io.args.indexOf('--')
  // words to complete are no arguments of this run
  const isCompletion = io.args[0]?.startsWith('__complete') === true
  const args = isCompletion ? [] : end < 0 ? io.args : io.args.slice(0, end)
  let text = io.env.ETCDCTL_COMPAT ?? ''
  for (const [index, arg] of args.entries()) {
    if (arg.startsWith('--compat=')) text = arg.slice('--compat='.length)
    if (arg === '--compat') text = args[index + 1] ?? ''
  }
  return parseProfile(text)
}

/** What the variables of a command may set: its shared flags, and names of its own. */
interface CommandEnvironment {
  readonly flags: readonly Flag[]
  readonly extra: readonly string[]
}

/** What a command gets of the run; opens the session once the command is sure of its arguments. */
class CommandApp implements App {
  readonly io: Io
  readonly profile: Profile
  parsed: ParsedFlags | undefined
  /** The command that runs: variables of its groups' flags are set on it. */
  command: Command | undefined
  private readonly environment: CommandEnvironment
  private session: WireSession | undefined

  constructor(io: Io, profile: Profile, environment: CommandEnvironment) {
    this.io = io
    this.profile = profile
    this.environment = environment
  }

  async open(kind?: ResultKind): Promise<WireSession> {
    const { io, profile, parsed } = this
    if (parsed === undefined) throw new Error('a command was run before its flags were read')
    const environment = applyEnvironment({
      ...this.environment,
      given: parsed.given,
      env: Object.entries(io.env),
      profile,
      clock: Date.now,
    })
    for (const line of environment.warnings) await io.stderr.write(`${line}\n`)
    if (environment.conflict !== undefined) {
      await io.stderr.write(`${environment.conflict}\n`)
      throw new QuietExit(1)
    }
    const { overrides } = environment
    for (const option of this.command?.options ?? []) {
      const value = overrides.get(option.name())
      if (value !== undefined) this.command?.setOptionValue(option.attributeName(), value)
    }
    const flags = toGlobalFlags(parsed.values, overrides)
    if (flags.debug) {
      const value = (name: string) => overrides.get(name) ?? parsed.values.get(name) ?? ''
      for (const line of debugLines({ ...this.environment, value, profile })) await io.stderr.write(`${line}\n`)
    }
    const given = new Set([...parsed.given, ...overrides.keys()])
    const { WireSession } = await import('./session.ts')
    this.session = await WireSession.open({ io, profile, flags, given }, kind)
    return this.session
  }

  async close(): Promise<void> {
    await this.session?.close()
  }
}
