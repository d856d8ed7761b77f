type Action = (args: readonly string[]) => unknown

/**
 * What dispatch.ts uses of Commander, for the executables: to load Commander takes 1.0 to 1.3 ms of every command there, a
 * tenth of `get`. Under node Commander itself runs, and the same tests hold for both.
 */
export class Command {
  private readonly below = new Map<string, Command>()
  private run: Action = () => undefined

  /** Nothing here ends the process. */
  exitOverride(): this {
    return this
  }

  command(name: string): Command {
    const command = new Command()
    this.below.set(name, command)
    return command
  }

  /** All arguments are taken, whatever is declared. */
  argument(_declaration: string): this {
    return this
  }

  action(run: Action): this {
    this.run = run
    return this
  }

  /** `words` are names of commands, `--`, and the arguments. */
  async parseAsync(words: readonly string[]): Promise<void> {
    const [name = '--', ...rest] = words
    await (name === '--' ? this.run(rest) : this.below.get(name)?.parseAsync(rest))
  }
}
