import { readFile, stat } from 'node:fs/promises'
import { CliError } from '../../base/errors.ts'
import type { Output } from '../../base/io.ts'
import type { Profile } from '../../base/release.ts'
import { errorCode } from '../../go/file-error.ts'
import { inBatches } from './batches.ts'
import { writeFailure } from './failure.ts'
import type { Target } from './target.ts'

/** Standard output: a pipe mostly, or a file that the shell has made. What was written stays written. */
export class StandardOutput implements Target {
  readonly part = undefined
  private readonly output: Output
  private readonly profile: Profile

  private constructor(output: Output, profile: Profile) {
    this.output = output
    this.profile = profile
  }

  /** Throws a CliError for a terminal and for a closed output, where the snapshot would be lost. */
  static async open(output: Output, profile: Profile): Promise<StandardOutput> {
    if (output.isTerminal) throw new CliError('standard output is a terminal: redirect it to a file or a pipe')
    if (await isClosed()) throw new CliError('standard output is closed: redirect it to a file or a pipe')
    return new StandardOutput(output, profile)
  }

  /** A reader that is gone is an error of the system (EPIPE), as for all output. */
  async write(content: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      for await (const batch of inBatches(content)) await this.output.write(batch)
    } catch (error) {
      if (error instanceof CliError || errorCode(error) === 'EPIPE') throw error
      throw writeFailure('/dev/stdout', error, this.profile)
    }
  }

  async flush(): Promise<void> {}

  async commit(): Promise<void> {}

  async discard(): Promise<void> {}
}

/** Linux's /dev/null. */
const nullDevice = 0x103

/**
 * Node and Bun open /dev/null to read and write in place of a closed standard output; a shell that redirects to it only
 * to write. Other systems than Linux do not tell.
 */
async function isClosed(): Promise<boolean> {
  try {
    if ((await stat('/dev/fd/1')).rdev !== nullDevice) return false
    return /^flags:\s*\d*2$/m.test(await readFile('/proc/self/fdinfo/1', 'latin1'))
  } catch {
    return false
  }
}
