import { CliError } from '../base/errors.ts'
import type { Io } from '../base/io.ts'

/** Asks on the terminal whether to do it. Throws a CliError for any answer but yes, and where there is no terminal. */
export async function confirm(io: Io, what: string): Promise<void> {
  if (!canAsk(io)) {
    throw new CliError(`--confirm asks on a terminal, and there is none: nothing was changed (${what}?)`)
  }
  if (!(await isYes(io, `${what}?`))) throw new CliError('nothing was changed')
}

/** A question is seen where standard error is a terminal. */
export function canAsk({ stderr }: Io): boolean {
  return stderr.isTerminal
}

/** Asks a question that has two answers. Reads from the terminal itself, for standard input may be data. */
export async function isYes(io: Io, question: string): Promise<boolean> {
  await io.stderr.write(`${question} [y/N] `)
  return /^\s*y(?:es)?\s*$/i.test(await lineFromTerminal())
}

/** Empty where there is no terminal to read from. Reads at once and no further than the line: an editor that is opened next gets the rest. */
async function lineFromTerminal(): Promise<string> {
  const { closeSync, openSync, readSync } = await import('node:fs')
  const line = Buffer.alloc(4096)
  try {
    const fd = openSync('/dev/tty', 'r')
    try {
      return line.toString('latin1', 0, readSync(fd, line))
    } finally {
      closeSync(fd)
    }
  } catch {
    // no terminal is no yes
    return ''
  }
}
