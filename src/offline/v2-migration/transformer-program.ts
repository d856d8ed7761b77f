import { CliError } from '../../base/errors.ts'
import { exitText } from '../../go/child-exit.ts'
import { StartError } from '../../go/program-file.ts'
import { type FilterChild, startFilter } from '../../runtime/filter-child.ts'
import { interruption } from '../interruption.ts'

/** A transformer ended badly. */
export class TransformerFailure extends CliError {}

/** A program of the user's: it reads nodes on its standard input and writes records to its standard output. */
export class TransformerProgram {
  private readonly child: FilterChild

  private constructor(child: FilterChild) {
    this.child = child
  }

  /** Rejects with a CliError when it cannot be started. */
  static async start(program: string): Promise<TransformerProgram> {
    try {
      return new TransformerProgram(await startFilter(program))
    } catch (error) {
      if (error instanceof StartError) throw new CliError(error.message, undefined, { cause: error })
      throw error
    }
  }

  /** Resolves to all of its output. Rejects with a TransformerFailure, and with a CliError at a signal. */
  async run(input: Iterable<string>, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const end = (): void => this.child.end()
    signal?.addEventListener('abort', end)
    try {
      const { output, exit } = await this.child.run(input)
      if (signal?.aborted) throw interruption()
      const failure = exitText(exit)
      if (failure !== undefined) throw new TransformerFailure(failure)
      return output
    } finally {
      signal?.removeEventListener('abort', end)
    }
  }

  /** Ends a program that gets no work. */
  end(): void {
    this.child.end()
  }
}
