import { parseDuration } from '../go/duration.ts'
import type { Flag, FlagValue } from '../go/flags.ts'
import { parseBool, parseInt64 } from '../go/parse.ts'
import { quote } from '../go/quote.ts'

/** A command line that does not parse; the message is the reason that is shown beside the usage. */
export class UsageMistake extends Error {}

/** One flag by both of its names: the usage follows without a title. */
export class TwoForms extends UsageMistake {}

export interface ReadFlags {
  readonly values: ReadonlyMap<string, FlagValue>
  readonly given: ReadonlySet<string>
  /** What follows the flags. */
  readonly rest: readonly string[]
  readonly wantsHelp: boolean
}

/**
 * Reads flags as Go's own package does (3.0 to 3.5): one dash or two, up to the first word that is none or to `--`, which is
 * taken away. Throws a UsageMistake.
 */
export function readFlags(flags: readonly Flag[], args: readonly string[]): ReadFlags {
  const reading = new FlagReading(flags, args)
  reading.run()
  return reading
}

/** The names of a flag without their dashes, the long one first. */
export function namesOf({ name, shorthand }: Flag): readonly string[] {
  return shorthand === '' ? [name] : [name, shorthand]
}

export function findFlag(flags: readonly Flag[], name: string): Flag | undefined {
  return flags.find((flag) => namesOf(flag).includes(name))
}

class FlagReading implements ReadFlags {
  readonly values = new Map<string, FlagValue>()
  readonly given = new Set<string>()
  readonly rest: string[]
  wantsHelp = false
  private readonly flags: readonly Flag[]
  /** The names by which each flag was given. */
  private readonly spellings = new Map<string, Set<string>>()

  constructor(flags: readonly Flag[], args: readonly string[]) {
    this.flags = flags
    this.rest = [...args]
    for (const flag of flags) this.values.set(flag.name, flag.initial)
  }

  run(): void {
    for (;;) {
      const [word] = this.rest
      if (word === undefined || word.length < 2 || !word.startsWith('-')) break
      this.rest.shift()
      if (word === '--') break
      this.read(word)
      if (this.wantsHelp) return
    }
    for (const flag of this.flags) this.refuseTwoForms(flag)
  }

  private read(word: string): void {
    const body = word.replace(/^--?/, '')
    if (body === '' || body.startsWith('-') || body.startsWith('=')) throw new UsageMistake(`bad flag syntax: ${word}`)
    const equals = body.indexOf('=')
    const name = equals < 0 ? body : body.slice(0, equals)
    const flag = findFlag(this.flags, name)
    if (flag === undefined) {
      this.unknown(name)
      return
    }
    const inline = equals < 0 ? undefined : body.slice(equals + 1)
    this.set(flag, name, inline ?? (flag.type === 'bool' ? 'true' : this.next(name)))
  }

  private unknown(name: string): void {
    if (name !== 'help' && name !== 'h') throw new UsageMistake(`flag provided but not defined: -${name}`)
    this.wantsHelp = true
  }

  private next(name: string): string {
    const value = this.rest.shift()
    if (value === undefined) throw new UsageMistake(`flag needs an argument: -${name}`)
    return value
  }

  private set(flag: Flag, spelling: string, text: string): void {
    const value = readValue(flag, spelling, text)
    const before = this.values.get(flag.name)
    const isMore = Array.isArray(value) && Array.isArray(before)
    this.values.set(flag.name, isMore ? [...before, ...value] : value)
    this.given.add(flag.name)
    const spellings = this.spellings.get(flag.name) ?? new Set()
    this.spellings.set(flag.name, spellings.add(spelling))
  }

  private refuseTwoForms(flag: Flag): void {
    const spellings = this.spellings.get(flag.name)
    if (spellings === undefined || spellings.size < 2) return
    const [first, second] = namesOf(flag)
    throw new TwoForms(`Cannot use two forms of the same flag: ${second} ${first}`)
  }
}

function readValue(flag: Flag, spelling: string, text: string): FlagValue {
  switch (flag.type) {
    case 'string':
      return text
    case 'strings':
      return [text]
    case 'bool':
      return parsed(() => parseBool(text), `invalid boolean value ${quote(text)} for -${spelling}`)
    case 'duration':
      return parsed(() => parseDuration(text), `invalid value ${quote(text)} for flag -${spelling}`)
    default:
      return parsed(() => parseInt64(text, 0), `invalid value ${quote(text)} for flag -${spelling}`)
  }
}

function parsed<T>(parse: () => T, start: string): T {
  try {
    return parse()
  } catch (error) {
    const isOutOfRange = error instanceof Error && error.message.endsWith('value out of range')
    throw new UsageMistake(`${start}: ${isOutOfRange ? 'value out of range' : 'parse error'}`)
  }
}
