import { type Command, Option } from 'commander'
import type { Release } from '../base/release.ts'
import { parseCsv } from '../go/csv.ts'
import { formatDuration, parseDuration } from '../go/duration.ts'
import { parseBool, parseInt64, parseUint64 } from '../go/parse.ts'
import { quote } from '../go/quote.ts'

export type FlagType = 'bool' | 'string' | 'strings' | 'int' | 'int64' | 'uint64' | 'duration'

/** Every number is a bigint; a duration is in nanoseconds. */
export type FlagValue = boolean | string | bigint | readonly string[]

interface FlagShape {
  type: FlagType
  name: string
  defaultValue: FlagValue
  usage: string
  shorthand?: string | undefined
}

/** A flag with a Go type. Commander stores its typed value under the camel-cased name (`prevKv`, `noDestPrefix`). */
export class Flag extends Option {
  readonly type: FlagType
  readonly shorthand: string
  readonly initial: FlagValue
  /** The first release that has the flag; absent when all have it. No release refuses it. */
  since: Release | undefined
  /** A command line without the flag is refused. */
  isRequired = false

  constructor({ type, name, defaultValue, usage, shorthand = '' }: FlagShape) {
    const short = shorthand === '' ? '' : `-${shorthand}, `
    super(`${short}--${name} ${type === 'bool' ? '[value]' : '<value>'}`, usage)
    this.type = type
    this.shorthand = shorthand
    this.initial = defaultValue
    // Commander would take `--no-dest-prefix` for the opposite of `--dest-prefix`.
    this.negate = false
    this.default(defaultValue)
    this.argParser((text: string, previous: FlagValue) => addFlagValue(this, text, previous))
  }

  /** Marks a flag that must be given. */
  mustBeGiven(isRequired = true): this {
    this.isRequired = isRequired
    return this
  }

  /** Marks the first release that has the flag. */
  from(release: Release): this {
    this.since = release
    return this
  }
}

export function boolFlag(name: string, usage: string, options: { default?: boolean; shorthand?: string } = {}): Flag {
  return new Flag({ type: 'bool', name, usage, defaultValue: options.default ?? false, shorthand: options.shorthand })
}

export function stringFlag(name: string, defaultValue: string, usage: string, shorthand?: string): Flag {
  return new Flag({ type: 'string', name, defaultValue, usage, shorthand })
}

/** A list: comma-separated with CSV quoting, and repeatable. */
export function stringsFlag(name: string, defaultValue: readonly string[], usage: string, shorthand?: string): Flag {
  return new Flag({ type: 'strings', name, defaultValue, usage, shorthand })
}

export function intFlag(name: string, defaultValue: bigint, usage: string, shorthand?: string): Flag {
  return new Flag({ type: 'int', name, defaultValue, usage, shorthand })
}

export function int64Flag(name: string, defaultValue: bigint, usage: string, shorthand?: string): Flag {
  return new Flag({ type: 'int64', name, defaultValue, usage, shorthand })
}

export function uint64Flag(name: string, defaultValue: bigint, usage: string, shorthand?: string): Flag {
  return new Flag({ type: 'uint64', name, defaultValue, usage, shorthand })
}

/** `defaultNs` is in nanoseconds. */
export function durationFlag(name: string, defaultNs: bigint, usage: string, shorthand?: string): Flag {
  return new Flag({ type: 'duration', name, defaultValue: defaultNs, usage, shorthand })
}

/** The flags that a command was given with `addOption`. */
export function flagsOf(command: Command): Flag[] {
  return command.options.filter((option): option is Flag => option instanceof Flag)
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

/** How messages and help name the flag: `-w, --write-out`. */
export function flagTitle(flag: Flag): string {
  return flag.shorthand === '' ? `--${flag.name()}` : `-${flag.shorthand}, --${flag.name()}`
}

/** Cobra's words for required flags that were not given (all releases); undefined when all are there. */
export function missingFlagsMessage(flags: readonly Flag[], given: ReadonlySet<string>): string | undefined {
  const missing = flags.filter((flag) => flag.isRequired && !given.has(flag.name())).map((flag) => quote(flag.name()))
  return missing.length === 0 ? undefined : `required flag(s) ${missing.sort().join(', ')} not set`
}

/** pflag's words for a value that does not parse (all releases). */
export function invalidValueMessage(flag: Flag, text: string, cause: unknown): string {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return `invalid argument ${quote(text)} for ${quote(flagTitle(flag))} flag: ${reason}`
}

function csvField(text: string): string {
  return /[",\r\n]|^\s|^\\\.$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
