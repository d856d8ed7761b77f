import { atLeast, type Profile, type Release } from '../base/release.ts'
import { parseCsv } from './csv.ts'
import { formatDuration, parseDuration } from './duration.ts'
import { parseBool, parseInt64, parseUint64 } from './parse.ts'
import { quote } from './quote.ts'

export type FlagType = 'bool' | 'string' | 'strings' | 'int' | 'int64' | 'uint64' | 'duration'

/** Every number is a bigint; a duration is in nanoseconds. */
export type FlagValue = boolean | string | bigint | readonly string[]

/** A flag as data: its Go type, its name, and the value that it has when it is not given. */
export interface Flag<Name extends string = string, Value extends FlagValue = FlagValue> {
  readonly type: FlagType
  readonly name: Name
  readonly initial: Value
  readonly usage: string
  /** One letter, or empty. */
  readonly shorthand: string
  /** The first release that has the flag; absent when all have it. No release refuses it. */
  readonly since?: Release
  /** Every release refuses a command line without the flag. */
  readonly isRequired?: boolean
  /** The last release that refuses a command line without the flag. */
  readonly requiredUntil?: Release
  /** No release of the original has the flag. */
  readonly isOurs?: boolean
  /** The values that a shell offers for the flag, in this order. */
  readonly values?: readonly string[]
  /** More of them, which no release of the original has. */
  readonly ourValues?: readonly string[]
}

/** The optional properties of a flag. */
export interface FlagTraits {
  readonly shorthand?: string
  readonly since?: Release
  readonly isRequired?: boolean
  readonly requiredUntil?: Release
  readonly isOurs?: boolean
  readonly values?: readonly string[]
  readonly ourValues?: readonly string[]
}

/** `prev-kv` as `prevKv`. */
type CamelCase<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<CamelCase<Rest>>}`
  : Name

/** The values of flags by their camel-cased names, each of its flag's type. */
export type ValuesOf<Flags extends readonly Flag[]> = {
  readonly [F in Flags[number] as CamelCase<F['name']>]: F extends Flag<string, infer Value> ? Value : never
}

export function boolFlag<Name extends string>(
  name: Name,
  usage: string,
  { default: initial = false, ...traits }: FlagTraits & { readonly default?: boolean } = {},
): Flag<Name, boolean> {
  return { type: 'bool', name, usage, initial, shorthand: '', ...traits }
}

export function stringFlag<Name extends string>(
  name: Name,
  initial: string,
  usage: string,
  traits: FlagTraits = {},
): Flag<Name, string> {
  return { type: 'string', name, usage, initial, shorthand: '', ...traits }
}

/** A list: comma-separated with CSV quoting, and repeatable. */
export function stringsFlag<Name extends string>(
  name: Name,
  initial: readonly string[],
  usage: string,
  traits: FlagTraits = {},
): Flag<Name, readonly string[]> {
  return { type: 'strings', name, usage, initial, shorthand: '', ...traits }
}

export function intFlag<Name extends string>(
  name: Name,
  initial: bigint,
  usage: string,
  traits: FlagTraits = {},
): Flag<Name, bigint> {
  return { type: 'int', name, usage, initial, shorthand: '', ...traits }
}

export function int64Flag<Name extends string>(
  name: Name,
  initial: bigint,
  usage: string,
  traits: FlagTraits = {},
): Flag<Name, bigint> {
  return { type: 'int64', name, usage, initial, shorthand: '', ...traits }
}

export function uint64Flag<Name extends string>(
  name: Name,
  initial: bigint,
  usage: string,
  traits: FlagTraits = {},
): Flag<Name, bigint> {
  return { type: 'uint64', name, usage, initial, shorthand: '', ...traits }
}

/** `initial` is in nanoseconds. */
export function durationFlag<Name extends string>(
  name: Name,
  initial: bigint,
  usage: string,
  traits: FlagTraits = {},
): Flag<Name, bigint> {
  return { type: 'duration', name, usage, initial, shorthand: '', ...traits }
}

/** The typed values of `flags` among what was read from a command line. */
export function valuesOf<Flags extends readonly Flag[]>(
  flags: Flags,
  values: ReadonlyMap<string, FlagValue>,
): ValuesOf<Flags> {
  const named: Record<string, FlagValue> = {}
  for (const { name, initial } of flags) named[camelCase(name)] = values.get(name) ?? initial
  return named as ValuesOf<Flags>
}

function camelCase(name: string): string {
  const [first = '', ...others] = name.split('-')
  let joined = first
  for (const word of others) joined += word.charAt(0).toUpperCase() + word.slice(1)
  return joined
}

/** Reads one value in Go's syntax for the flag's type; throws an Error that says what is wrong, without the flag's name. */
export function parseFlagValue(flag: Flag, text: string): FlagValue {
  switch (flag.type) {
    case 'bool':
      return parseBool(text)
    case 'string':
      return text
    case 'strings':
      return parseCsv(text)
    case 'int':
    case 'int64':
      return parseInt64(text, 0)
    case 'uint64':
      return parseUint64(text, 0)
    case 'duration':
      return parseDuration(text)
  }
}

/** The value after one more occurrence: a list grows, its first occurrence replaces the default; the rest are replaced. */
export function addFlagValue(flag: Flag, text: string, previous: FlagValue): FlagValue {
  const value = parseFlagValue(flag, text)
  const grows = Array.isArray(value) && Array.isArray(previous) && previous !== flag.initial
  return grows ? [...previous, ...value] : value
}

/** The value as Go prints it with `%v`: `5s`, `[127.0.0.1:2379]`, `true`. */
export function flagValueText(flag: Flag, value: FlagValue): string {
  if (flag.type === 'duration' && typeof value === 'bigint') return formatDuration(value)
  if (typeof value === 'object') return `[${value.map(csvField).join(',')}]`
  return String(value)
}

/** Lists choices as a usage does: `a, b or c`. */
export function oneOf(values: readonly string[]): string {
  return values.join(', ').replace(/, ([^,]*)$/, ' or $1')
}

/** How messages and help name the flag: `-w, --write-out`. */
export function flagTitle(flag: Flag): string {
  return flag.shorthand === '' ? `--${flag.name}` : `-${flag.shorthand}, --${flag.name}`
}

/** Cobra's words for required flags that were not given (all releases); undefined when all are there. */
export function missingFlagsMessage(
  flags: readonly Flag[],
  given: ReadonlySet<string>,
  profile: Profile,
): string | undefined {
  const missing = flags.filter((flag) => isRequired(flag, profile) && !given.has(flag.name))
  if (missing.length === 0) return undefined
  const names = missing.map(({ name }) => quote(name)).sort()
  return `required flag(s) ${names.join(', ')} not set`
}

function isRequired(flag: Flag, profile: Profile): boolean {
  if (flag.requiredUntil === undefined) return flag.isRequired === true
  return profile.release === flag.requiredUntil || !atLeast(profile, flag.requiredUntil)
}

/** pflag's words for a value that does not parse (all releases). */
export function invalidValueMessage(flag: Flag, text: string, cause: unknown): string {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return `invalid argument ${quote(text)} for ${quote(flagTitle(flag))} flag: ${reason}`
}

function csvField(text: string): string {
  return /[",\r\n]|^\s|^\\\.$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
