import { CliError } from '../base/errors.ts'
import type { Io } from '../base/io.ts'
import { readLines } from '../base/lines.ts'

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

/** Empty where there is no terminal to read from. */
async function lineFromTerminal(): Promise<string> {
  const { openSync } = await import('node:fs')
  const { ReadStream } = await import('node:tty')
  try {
    for await (const line of readLines(new ReadStream(openSync('/dev/tty', 'r')))) return line
  } catch {
    // no terminal is no yes
  }
  return ''
}
