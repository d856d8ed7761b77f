import type { Io, ProcessIo } from '../base/io.ts'
import { atLeast, type Profile } from '../base/release.ts'
import type { ParsedFlags } from '../frame/argv.ts'
import { type Program, type RunningApp, type RunSetting, runProgram } from '../frame/run.ts'
import type { OfflineApp } from './app.ts'
import { offlineGlobalFlags } from './globals.ts'
import { offlineProgram } from './program.ts'

/** Runs one command line of etcdutl and resolves to its exit code. Never rejects. */
export function offlineMain(io: ProcessIo): Promise<number> {
  return runProgram(etcdutl, io)
}

class RunningOffline implements OfflineApp, RunningApp<OfflineApp> {
  readonly app = this
  readonly io: Io
  readonly profile: Profile
  private parsed: ParsedFlags | undefined

  constructor({ io, profile }: RunSetting) {
    this.io = io
    this.profile = profile
  }

  get writeOut(): string {
    return String(this.parsed?.values.get('write-out') ?? '')
  }

  /** Releases before 3.7 wait for ever. */
  get lockWaitMs(): number {
    return this.givenLockWaitMs ?? (atLeast(this.profile, '3.7') ? this.timeoutMs : Number.POSITIVE_INFINITY)
  }

  get givenLockWaitMs(): number | undefined {
    return this.parsed?.given.has('timeout') === true ? this.timeoutMs : undefined
  }

  private get timeoutMs(): number {
    const nanoseconds = this.parsed?.values.get('timeout')
    const isLimit = typeof nanoseconds === 'bigint' && nanoseconds > 0n
    return isLimit ? Number(nanoseconds) / 1e6 : Number.POSITIVE_INFINITY
  }

  begin(parsed: ParsedFlags): void {
    this.parsed = parsed
  }

  async explain(): Promise<readonly string[]> {
    return []
  }

  async close(): Promise<void> {}
}

const describedApp: OfflineApp = {
  get io(): never {
    throw new Error('a described command does not run')
  },
  profile: { release: '3.7', auto: true },
  writeOut: '',
}

/** What etcdutl is made of. */
export const etcdutl: Program<OfflineApp> = {
  root: offlineProgram,
  globals: offlineGlobalFlags,
  isPlain: true,
  ownRaw: ['dump-logs'],
  describedApp,
  start: (setting) => new RunningOffline(setting),
}
