import type { Io, ProcessIo } from '../base/io.ts'
import { atLeast, type Profile } from '../base/release.ts'
import type { Program, RunningApp, RunSetting } from '../frame/command.ts'
import { earlyFlags } from '../frame/early-flags.ts'
import { runProgram } from '../frame/run.ts'
import type { OfflineApp } from './app.ts'
import { root } from './commands/index.ts'
import { offlineGlobalFlags } from './globals.ts'

/** Runs one command line of etcdutl and resolves to its exit code. Never rejects. */
export function offlineMain(io: ProcessIo): Promise<number> {
  return runProgram(etcdutl, io, earlyFlags(io, ['dump-logs']))
}

class RunningOffline implements OfflineApp, RunningApp<OfflineApp> {
  readonly app = this
  readonly io: Io
  readonly profile: Profile
  readonly writeOut: string
  private readonly setting: RunSetting

  constructor(setting: RunSetting) {
    this.io = setting.io
    this.profile = setting.profile
    this.writeOut = String(setting.values.get('write-out'))
    this.setting = setting
  }

  /** Releases before 3.7 wait for ever. */
  get lockWaitMs(): number {
    return this.givenLockWaitMs ?? (atLeast(this.profile, '3.7') ? this.timeoutMs : Number.POSITIVE_INFINITY)
  }

  get givenLockWaitMs(): number | undefined {
    return this.setting.given.has('timeout') ? this.timeoutMs : undefined
  }

  private get timeoutMs(): number {
    const nanoseconds = this.setting.values.get('timeout')
    const isLimit = typeof nanoseconds === 'bigint' && nanoseconds > 0n
    return isLimit ? Number(nanoseconds) / 1e6 : Number.POSITIVE_INFINITY
  }

  async explain(): Promise<readonly string[]> {
    return []
  }

  async close(): Promise<void> {}
}

/** The definition of etcdutl. */
export const etcdutl: Program<OfflineApp> = {
  root,
  globals: offlineGlobalFlags,
  isPlain: true,
  start: (setting) => new RunningOffline(setting),
}
