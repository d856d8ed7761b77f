import type { Command } from 'commander'
import type { App, FormatRefusal } from './app.ts'
import { CliError, QuietExit } from './base/errors.ts'
import type { Io, ProcessIo } from './base/io.ts'
import type { Profile } from './base/release.ts'
import type { ParsedFlags } from './frame/argv.ts'
import { apiVersionProblem, applyEnvironment } from './frame/environment.ts'
import { debugLines, globalFlags, toGlobalFlags } from './frame/globals.ts'
import { type Program, type RunningApp, type RunSetting, runProgram } from './frame/run.ts'
import { program } from './program.ts'
import type { ResultKind } from './render/results.ts'
import type { WireSession } from './session.ts'

/** Runs one command line of etcdctl and resolves to its exit code. Never rejects. */
export function main(io: ProcessIo): Promise<number> {
  return runProgram(etcdctl, io)
}

/** What a command sees of the run; opens the session once the command is sure of its arguments. */
class CommandApp implements App, RunningApp<App> {
  readonly app = this
  readonly io: Io
  readonly profile: Profile
  private readonly setting: RunSetting
  private parsed: ParsedFlags | undefined
  /** The command that runs: variables of its groups' flags are set on it. */
  private command: Command | undefined
  private session: WireSession | undefined

  constructor(setting: RunSetting) {
    this.io = setting.io
    this.profile = setting.profile
    this.setting = setting
  }

  get writeOut(): string {
    return String(this.parsed?.values.get('write-out') ?? '')
  }

  begin(parsed: ParsedFlags, command: Command): void {
    this.parsed = parsed
    this.command = command
  }

  async open(kind?: ResultKind, refusal?: FormatRefusal): Promise<WireSession> {
    const { io, profile, parsed } = this
    if (parsed === undefined) throw new Error('a command was run before its flags were read')
    const environment = applyEnvironment({
      flags: this.setting.flags,
      extra: this.setting.extra,
      given: parsed.given,
      env: Object.entries(io.env),
      profile,
      clock: Date.now,
    })
    for (const line of environment.warnings) await io.stderr.write(`${line}\n`)
    if (environment.conflict !== undefined) {
      if (profile.auto) throw new CliError(environment.conflict)
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
      for (const line of debugLines({ ...this.setting, value })) await io.stderr.write(`${line}\n`)
    }
    const given = new Set([...parsed.given, ...overrides.keys()])
    const { WireSession } = await import('./session.ts')
    this.session = await WireSession.open({ io, profile, flags, given }, kind, refusal)
    return this.session
  }

  async explain(error: CliError): Promise<readonly string[]> {
    return (await this.session?.explain(error)) ?? []
  }

  async close(): Promise<void> {
    await this.session?.close()
  }
}

const describedApp: App = {
  get io(): never {
    throw new Error('a described command does not run')
  },
  profile: { release: '3.7', auto: true },
  writeOut: '',
  open: () => Promise.reject(new Error('a described command does not run')),
}

/** What etcdctl is made of. */
export const etcdctl: Program<App> = {
  root: program,
  globals: globalFlags,
  refusal: ({ env }, profile) => apiVersionProblem(env.ETCDCTL_API, profile),
  describedApp,
  start: (setting) => new CommandApp(setting),
}
