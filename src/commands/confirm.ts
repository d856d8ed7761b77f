import { CliError } from '../base/errors.ts'
import type { Io } from '../base/io.ts'
import { readLines } from '../base/lines.ts'
import type { Stdin } from '../base/stdin.ts'

/** Asks on the terminal whether to do it. Throws a CliError for any answer but yes, and where there is no terminal. */
export async function confirm(io: Io, what: string): Promise<void> {
  const stdin: Stdin = io.stdin
  if (stdin.isTTY !== true || !io.stderr.isTerminal) {
    throw new CliError(`--confirm asks on a terminal, and there is none: nothing was changed (${what}?)`)
  }
  await io.stderr.write(`${what}? [y/N] `)
  const answer = await firstLine(stdin)
  if (!/^\s*y(?:es)?\s*$/i.test(answer)) throw new CliError('nothing was changed')
}

async function firstLine(stdin: Stdin): Promise<string> {
  for await (const line of readLines(stdin)) return line
  return ''
}
