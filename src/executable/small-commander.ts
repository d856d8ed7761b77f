import type * as commander from 'commander'

type Values = Record<string, unknown>
type Action = (args: string[], values: Values, command: Command) => void | Promise<void>

/** The part of commander's Option that our flags use. */
export class Option
  implements Pick<commander.Option, 'description' | 'hidden' | 'negate' | 'defaultValue' | 'parseArg' | 'name'>
{
  readonly description: string
  hidden = false
  negate = false
  defaultValue: unknown
  parseArg?: <T>(text: string, previous: T) => T
  private readonly title: string

  /** `flags` as in commander: `-d, --discovery-srv <value>`. */
  constructor(flags: string, description = '') {
    const [long = ''] = flags.slice(flags.indexOf('--') + 2).split(' ', 1)
    this.title = long
    this.description = description
  }

  name(): string {
    return this.title
  }

  attributeName(): string {
    const [first = '', ...others] = this.title.split('-')
    let name = first
    for (const word of others) name += word.charAt(0).toUpperCase() + word.slice(1)
    return name
  }

  default(value: unknown): this {
    this.defaultValue = value
    return this
  }

  argParser<T>(parse: (text: string, previous: T) => T): this {
    this.parseArg = parse as unknown as NonNullable<Option['parseArg']>
    return this
  }
}

/**
 * What commander's Command does with a command line in canonical form (cli/argv.ts), which is all that our programs give it:
 * `--name=value` for each flag, then `--` and the arguments. In the executables it stands in for commander, which takes 2 ms
 * of every command there; under node commander itself runs, and the same tests hold for both.
 */
export class Command {
  readonly options: Option[] = []
  args: string[] = []
  private readonly title: string
  private readonly values: Values = {}
  private readonly sources = new Map<string, string>()
  private run: Action | undefined

  constructor(name = '') {
    this.title = name
  }

  name(): string {
    return this.title
  }

  addOption(option: Option): this {
    this.options.push(option)
    const attribute = option.attributeName()
    this.values[attribute] = option.defaultValue
    this.sources.set(attribute, 'default')
    return this
  }

  action(run: Action): this {
    this.run = run
    return this
  }

  /** All arguments are taken, whatever is declared: the commands check them by themselves. */
  argument(_declaration: string): this {
    return this
  }

  /** Nothing here ends the process. */
  exitOverride(): this {
    return this
  }

  opts(): Values {
    return this.values
  }

  setOptionValue(attribute: string, value: unknown): this {
    this.values[attribute] = value
    this.sources.delete(attribute)
    return this
  }

  getOptionValueSource(attribute: string): string | undefined {
    return this.sources.get(attribute)
  }

  /** Throws for a line that is not in canonical form. */
  parse(line: readonly string[]): this {
    this.read(line)
    void this.run?.(this.args, this.values, this)
    return this
  }

  async parseAsync(line: readonly string[]): Promise<this> {
    this.read(line)
    await this.run?.(this.args, this.values, this)
    return this
  }

  private read(line: readonly string[]): void {
    const end = line.indexOf('--')
    if (end < 0) throw new Error('the command line is not in canonical form')
    for (const word of line.slice(0, end)) this.readFlag(word)
    this.args = line.slice(end + 1)
  }

  private readFlag(word: string): void {
    const equals = word.indexOf('=')
    const name = word.slice(2, equals)
    const option = this.options.find((each) => each.name() === name)
    if (option === undefined || equals < 0) throw new Error(`the command does not know ${word}`)
    const attribute = option.attributeName()
    const text = word.slice(equals + 1)
    this.values[attribute] = option.parseArg?.(text, this.values[attribute]) ?? text
    this.sources.set(attribute, 'cli')
  }
}
