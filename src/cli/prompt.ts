import type { Io } from './io.ts'

/**
 * Asks for a secret: the prompt goes to stdout, the answer is a line from standard input, without echo on a terminal. End
 * of input is an empty answer. White space around the answer is cut, as in the original.
 */
export async function askPassword(io: Io, prompt: string): Promise<string> {
  await io.stdout.write(prompt)
  const line = await io.readSecretLine()
  await io.stdout.write('\n')
  return line.trim()
}
