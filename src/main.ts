import type { App, FormatRefusal } from './app.ts'
import { CliError, QuietExit } from './base/errors.ts'
import type { Io, ProcessIo } from './base/io.ts'
import type { Profile } from './base/release.ts'
import { root } from './commands/index.ts'
import type { Program, RunningApp, RunSetting } from './frame/command.ts'
import { earlyFlags } from './frame/early-flags.ts'
import { apiVersionProblem, applyEnvironment } from './frame/environment.ts'
import { runProgram } from './frame/run.ts'
import { debugLines, globalFlags } from './global-flags.ts'
import { type Flag, type FlagValue, valuesOf } from './go/flags.ts'
import type { ResultKind } from './render/results.ts'
import type { WireSession } from './session.ts'
import { v2Mode } from './v2/mode.ts'

/** Runs one command line of etcdctl and resolves to its exit code. Never rejects. */
export async function main(io: ProcessIo): Promise<number> {
  const early = earlyFlags(io)
  const mode = v2Mode(io, early.compat)
  if (mode === undefined) return runProgram(etcdctl, io, early)
  const { runV2 } = await import('./v2/main.ts')
  return runV2(io, mode, early.isRaw)
}

/** What a command sees of the run; opens the session once the command is sure of its arguments. */
class CommandApp implements App, RunningApp<App> {
  readonly app = this
  readonly io: Io
  readonly profile: Profile
  readonly writeOut: string
  private readonly setting: RunSetting
  private values: ReadonlyMap<string, FlagValue>
  private session: WireSession | undefined

  constructor(setting: RunSetting) {
    this.io = setting.io
    this.profile = setting.profile
    this.writeOut = String(setting.values.get('write-out'))
    this.setting = setting
    this.values = setting.values
  }

  valueOf<Value extends FlagValue>(flag: Flag<string, Value>): Value {
    return (this.values.get(flag.name) ?? flag.initial) as Value
  }

  async open(kind?: ResultKind, refusal?: FormatRefusal, isOffline?: boolean): Promise<WireSession> {
    const { io, profile, setting } = this
    const overrides = await this.environment()
    this.values = new Map([...setting.values, ...overrides])
    const flags = valuesOf(globalFlags, this.values)
    if (flags.debug) await this.showSettings()
    const given = new Set([...setting.given, ...overrides.keys()])
    const { WireSession } = await import('./session.ts')
    this.session = await WireSession.open({ io, profile, flags, given, isOffline }, kind, refusal)
    return this.session
  }

  /** The values that the environment gives to flags that were not given. Throws when a flag was given and its variable is set as well. */
  private async environment(): Promise<ReadonlyMap<string, FlagValue>> {
    const { io, profile, setting } = this
    const { overrides, warnings, conflict } = applyEnvironment({
      flags: setting.flags,
      extra: setting.extra,
      given: setting.given,
      env: Object.entries(io.env),
      profile,
      clock: Date.now,
    })
    for (const line of warnings) await io.stderr.write(`${line}\n`)
    if (conflict === undefined) return overrides
    if (profile.auto) throw new CliError(conflict)
    await io.stderr.write(`${conflict}\n`)
    throw new QuietExit(1)
  }

  private async showSettings(): Promise<void> {
    const value = (name: string) => this.values.get(name) ?? ''
    for (const line of debugLines({ ...this.setting, value })) await this.io.stderr.write(`${line}\n`)
  }

  async explain(error: CliError): Promise<readonly string[]> {
    return (await this.session?.explain(error)) ?? []
  }

  async close(): Promise<void> {
    await this.session?.close()
  }
}

/** What etcdctl is made of. */
export const etcdctl: Program<App> = {
  root,
  globals: globalFlags,
  topics: { 'exit-codes': async () => (await import('./commands/exit-codes.ts')).exitCodesPage },
  remarkOn: async (word) => (await import('./v2/newcomers.ts')).remarkOn(word),
  refusal: ({ env }, profile) => apiVersionProblem(env.ETCDCTL_API, profile),
  start: (setting) => new CommandApp(setting),
}
