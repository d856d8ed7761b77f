import { atLeast, type Profile } from '../base/release.ts'
import { addFlagValue, type Flag, type FlagValue } from '../go/flags.ts'
import { logStamp, logText, plainStamp } from '../go/log-line.ts'
import type { Ending } from './ending.ts'

export interface EnvironmentInput {
  /** The global flags and those of the command's groups: only these have a variable. */
  readonly flags: readonly Flag[]
  readonly given: ReadonlySet<string>
  /** In the order of the environment: warnings follow it. */
  readonly env: Iterable<readonly [string, string | undefined]>
  readonly profile: Profile
  /** Milliseconds since 1970, with a fraction, for the time stamps. */
  readonly clock: () => number
  /** Names that count as flags for this command: `watch-key` and `watch-range-end` for `watch`. */
  readonly extra?: readonly string[]
}

export interface EnvironmentEffect {
  /** Typed values by flag name, for flags that were not given. */
  readonly overrides: ReadonlyMap<string, FlagValue>
  /** Lines for stderr, without newline: the original's log under a pin, in `auto` a sentence each. */
  readonly warnings: readonly string[]
  /**
   * A flag was given and its variable is set as well: the run must end with exit code 1 and this
   * as its last line on stderr; in `auto` it is the message of an error.
   */
  readonly conflict?: string
}

/**
 * Applies `ETCDCTL_*` to the flags that were not given (3.4 to 3.7). A variable that does not parse is passed over in
 * silence, or makes a boolean false; an empty or unknown one is warned about, and one beside its flag ends the run, even
 * when it is empty or equal.
 */
export function applyEnvironment(input: EnvironmentInput): EnvironmentEffect {
  const overrides = new Map<string, FlagValue>()
  const warnings: string[] = []
  const variables = [...input.env].filter(([variable, value]) => {
    return value !== undefined && variable.startsWith('ETCDCTL_') && !isOurs(variable, input.profile)
  })
  // naming a variable for each flag would take longer than everything else here
  if (variables.length === 0) return { overrides, warnings }
  const byVariable = new Map(input.flags.map((flag) => [environmentName(flag.name), flag]))
  const extra = new Set((input.extra ?? []).map(environmentName))
  for (const [variable, value = ''] of variables) {
    const flag = byVariable.get(variable)
    if (flag !== undefined && input.given.has(flag.name)) {
      return { overrides, warnings, conflict: conflictLine(input, variable) }
    }
    const isKnown = flag !== undefined || extra.has(variable)
    if (value === '' || !isKnown) warnings.push(warningLine(input, variable, value))
    else if (flag !== undefined) override(overrides, flag, value)
  }
  return { overrides, warnings }
}

/** The variable that stands for a global flag: `ETCDCTL_DIAL_TIMEOUT`. */
export function environmentName(flagName: string): string {
  return `ETCDCTL_${flagName.replaceAll('-', '_').toUpperCase()}`
}

/** What to print, and the exit code, when `ETCDCTL_API` asks for an API that this run cannot speak. */
export function apiVersionProblem(version: string | undefined, profile: Profile): Ending | undefined {
  if (version === undefined || version === '' || version === '3') return undefined
  // From 3.6 on the variable has no meaning.
  if (!profile.auto && atLeast(profile, '3.6')) return undefined
  if (profile.auto) return failure(`Error: unsupported API version: ${version}`)
  return failure(`unsupported API version${profile.release === '3.4' ? '' : ':'} ${version}`)
}

function failure(line: string): Ending {
  return { stdout: '', stderr: `${line}\n`, exitCode: 1 }
}

/** Variables that are not flags and that the original does not have. */
const ours: ReadonlySet<string> = new Set(['ETCDCTL_COMPAT', 'ETCDCTL_RAW', 'ETCDCTL_TRANSPORT'])

/** 3.4 and 3.5 take `ETCDCTL_API` out of the environment before anything reads it; `auto` does the same. */
function isOurs(variable: string, profile: Profile): boolean {
  if (ours.has(variable)) return true
  return variable === 'ETCDCTL_API' && (profile.auto || !atLeast(profile, '3.6'))
}

function override(overrides: Map<string, FlagValue>, flag: Flag, text: string): void {
  try {
    overrides.set(flag.name, addFlagValue(flag, text, flag.initial))
  } catch {
    // The original says nothing and has false (pflag in 3.4 to 3.7): ETCDCTL_INSECURE_TRANSPORT=no asks for TLS.
    if (flag.initial === true) overrides.set(flag.name, false)
  }
}

function warningLine({ profile, clock }: EnvironmentInput, variable: string, value: string): string {
  if (profile.auto) return plainWarning(variable, value)
  const entry = `${variable}=${value}`
  if (profile.release === '3.4')
    return `${plainStamp(clock())} W | pkg/flags: unrecognized environment variable ${entry}`
  const line = profile.release === '3.5' ? 93 : 94
  const message = 'unrecognized environment variable'
  return `${logStart('warn', clock(), line, message)},"environment-variable":${logText(entry)}}`
}

/** Names only the variable: the misspelt value may be a password. */
function plainWarning(variable: string, value: string): string {
  return `${variable} is ${value === '' ? 'empty' : 'not a variable of etcdctl'} and has no effect`
}

function conflictLine({ profile, clock }: EnvironmentInput, variable: string): string {
  if (profile.auto) {
    const name = variable.slice('ETCDCTL_'.length).replaceAll('_', '-').toLowerCase()
    return `--${name} and ${variable} are both set: leave out the flag or unset the variable`
  }
  const advice = 'is shadowed by corresponding command-line flag (either unset environment variable or disable flag)'
  if (profile.release === '3.4') {
    return `${plainStamp(clock())} C | pkg/flags: conflicting environment variable "${variable}" ${advice}`
  }
  const line = profile.release === '3.5' ? 85 : 86
  const start = logStart('fatal', clock(), line, `conflicting environment variable ${advice})`)
  return `${start},"environment-variable":${logText(variable)},"stacktrace":""}`
}

function logStart(level: string, now: number, line: number, message: string): string {
  return `{"level":"${level}","ts":"${logStamp(now)}","caller":"flags/flag.go:${line}","msg":${logText(message)}`
}
