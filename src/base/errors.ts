/** The exit codes of etcdctl (seen in 3.4 to 3.7). */
export const exitCodes = {
  error: 1,
  badConnection: 2,
  invalidInput: 3,
  unsupported: 4,
  interrupted: 5,
  inputOutput: 6,
  badArguments: 128,
} as const

/** An error for the user: `main` prints `Error: <message>` as the last line on stderr and exits with `exitCode`. */
export class CliError extends Error {
  readonly exitCode: number
  /** Lines for stderr before the `Error:` line: the layer that failed, the cause and what to check. */
  remarks: readonly string[]

  constructor(message: string, exitCode: number = exitCodes.error, options: CliErrorOptions = {}) {
    super(message, options)
    this.name = new.target.name
    this.exitCode = exitCode
    this.remarks = options.remarks ?? []
  }

  /** The same error with another exit code, or in other words. Its remarks stay, and this one is its cause. */
  restated({ exitCode = this.exitCode, message = this.message }: Partial<Restatement>): CliError {
    return new CliError(message, exitCode, { cause: this, remarks: this.remarks })
  }
}

interface Restatement {
  readonly exitCode: number
  readonly message: string
}

export interface CliErrorOptions extends ErrorOptions {
  readonly remarks?: readonly string[]
}

/** Arguments that a command refuses (exit code 128). */
export class UsageError extends CliError {
  constructor(message: string) {
    super(message, exitCodes.badArguments)
  }
}

/** An option that names a file and was given empty (exit code 128, wherever it is met). */
export class EmptyOption extends UsageError {
  constructor(name: string) {
    super(`empty string is passed to --${name} option`)
  }
}

/** Ends the run with an exit code and no `Error:` line: stderr already has the message. */
export class QuietExit extends CliError {
  constructor(exitCode: number) {
    super('', exitCode)
  }
}
