import { argumentBytes } from '../base/arguments.ts'
import { CliError, UsageError } from '../base/errors.ts'
import type { Io } from '../base/io.ts'

// Go's white space, which is not quite JavaScript's.
const space = '[\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]'

/**
 * Asks for a secret: the prompt goes to stdout, the answer is a line from standard input, without echo on a terminal. End
 * of input is an empty answer. White space around the answer is cut, as in the original.
 */
export async function askPassword(io: Io, prompt: string): Promise<string> {
  const line = await io.readSecretLine(() => io.stdout.write(argumentBytes(prompt)))
  await io.stdout.write('\n')
  return line.replace(new RegExp(`^${space}+|${space}+$`, 'g'), '')
}

/** Asks for a user's new password, twice. Throws a UsageError unless both are the same and not empty. */
export async function askNewPassword(io: Io, user: string): Promise<string> {
  const password = await ask(io, `Password of ${user}: `)
  if (password === '') throw new UsageError('empty password')
  const again = await ask(io, `Type password of ${user} again for confirmation: `)
  if (again !== password) throw new UsageError('given passwords are different')
  return password
}

async function ask(io: Io, prompt: string): Promise<string> {
  try {
    return await askPassword(io, prompt)
  } catch (error) {
    if (error instanceof CliError) throw error
    throw new UsageError(`failed to ask password: ${error instanceof Error ? error.message : error}`)
  }
}

/** Reads a password without asking: the first word of a line from standard input; empty when there is none. */
export async function readPassword(io: Io): Promise<string> {
  const line = await io.readSecretLine()
  return line.split(new RegExp(space)).find((word) => word !== '') ?? ''
}
