import { argumentBytes } from '../base/arguments.ts'
import { CliError } from '../base/errors.ts'
import { addFlagValue, boolFlag, type Flag, type FlagValue, invalidValueMessage } from './flags.ts'
import { quoteChar } from './quote.ts'

/** A command line that does not parse (exit code 1): the command's usage belongs under the message. */
export class FlagError extends CliError {}

/** The flag is unknown; `flag` is its name without dashes. */
export class UnknownFlagError extends FlagError {
  readonly flag: string

  constructor(flag: string) {
    super(`unknown flag: --${flag}`)
    this.flag = flag
  }
}

export interface ParsedFlags {
  /** One typed value for every flag, by name; the default where the flag was not given. */
  readonly values: ReadonlyMap<string, FlagValue>
  /** The names of the flags on the command line. */
  readonly given: ReadonlySet<string>
  readonly positionals: readonly string[]
  /** The number of positionals before `--`; undefined without `--`. */
  readonly dashAt: number | undefined
  /** `--help` or `-h` was asked for. */
  readonly help: boolean
}

/**
 * Reads flags and positionals in any order, as pflag does (3.4 to 3.7). Of two flags with one name the first counts, so
 * list a command's own flags before the global ones. Throws a FlagError at the first mistake.
 */
export function parseFlags(flags: readonly Flag[], args: readonly string[]): ParsedFlags {
  const help = boolFlag('help', '', { shorthand: 'h' })
  const scan = new FlagScan([...flags, help], args)
  scan.run()
  const { values, given, positionals, dashAt } = scan
  return { values, given, positionals, dashAt, help: values.get('help') === true }
}

/** `-name` as `--name` where it is a flag's full name; what follows `--` stays. */
export function doubleDashes(flags: readonly Flag[], args: readonly string[]): string[] {
  const names = new Set(flags.map((flag) => flag.name))
  const end = args.indexOf('--')
  return args.map((arg, at) => {
    const [, name = ''] = /^-([^-=][^=]+)/.exec(arg) ?? []
    return names.has(name) && (end < 0 || at < end) ? `-${arg}` : arg
  })
}

class FlagScan {
  readonly values = new Map<string, FlagValue>()
  readonly given = new Set<string>()
  readonly positionals: string[] = []
  dashAt: number | undefined
  private readonly byName = new Map<string, Flag>()
  private readonly byShorthand = new Map<string, Flag>()
  private readonly rest: string[]

  constructor(flags: readonly Flag[], args: readonly string[]) {
    this.rest = [...args]
    for (const flag of flags) this.define(flag)
  }

  run(): void {
    for (let arg = this.rest.shift(); arg !== undefined; arg = this.rest.shift()) {
      if (arg === '--') this.endOfFlags()
      else if (arg.startsWith('--')) this.long(arg)
      else if (arg.startsWith('-') && arg !== '-') this.shorthands(arg.slice(1))
      else this.positionals.push(arg)
    }
  }

  private define(flag: Flag): void {
    if (this.byName.has(flag.name)) return
    this.byName.set(flag.name, flag)
    this.values.set(flag.name, flag.initial)
    if (flag.shorthand !== '') this.byShorthand.set(flag.shorthand, flag)
  }

  private endOfFlags(): void {
    this.dashAt = this.positionals.length
    this.positionals.push(...this.rest.splice(0))
  }

  private long(arg: string): void {
    const body = arg.slice(2)
    if (body.startsWith('-') || body.startsWith('=')) throw this.mistake(`bad flag syntax: ${arg}`)
    const [name = '', text] = splitAtEquals(body)
    const flag = this.byName.get(name)
    if (flag === undefined) throw new UnknownFlagError(name)
    this.set(flag, text ?? (flag.type === 'bool' ? 'true' : this.next(`flag needs an argument: --${name}`)))
  }

  /** `letters` may be several shorthands in a row, the last one with its value: `iw=json`, `wjson`. */
  private shorthands(letters: string): void {
    const letter = letters.charAt(0)
    const after = letters.slice(1)
    const flag = this.byShorthand.get(letter)
    if (flag === undefined) {
      throw this.mistake(`unknown shorthand flag: ${quoteChar(firstByte(letters))} in -${letters}`)
    }
    if (after.length > 1 && after.startsWith('=')) this.set(flag, after.slice(1))
    else if (flag.type === 'bool') {
      this.set(flag, 'true')
      if (after !== '') this.shorthands(after)
    } else this.set(flag, after || this.next(`flag needs an argument: ${quoteChar(letter)} in -${letters}`))
  }

  private next(missing: string): string {
    const value = this.rest.shift()
    if (value === undefined) throw this.mistake(missing)
    return value
  }

  private set(flag: Flag, text: string): void {
    const { name } = flag
    try {
      this.values.set(name, addFlagValue(flag, text, this.values.get(name) ?? flag.initial))
    } catch (error) {
      throw this.mistake(invalidValueMessage(flag, text, error))
    }
    this.given.add(name)
  }

  private mistake(message: string): FlagError {
    return new FlagError(message)
  }
}

/** The letter pflag names for an unknown shorthand: it makes a character of the first byte and takes its first byte. */
function firstByte(text: string): string {
  const byte = argumentBytes(String.fromCodePoint(text.codePointAt(0) ?? 0))[0] ?? 0
  if (byte < 0x80) return String.fromCharCode(byte)
  return byte < 0xc0 ? '\u00c2' : '\u00c3'
}

function splitAtEquals(text: string): [string, string?] {
  const at = text.indexOf('=')
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}
