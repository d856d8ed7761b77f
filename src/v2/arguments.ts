import { decodeEscaping } from '../base/arguments.ts'
import { readAll } from '../base/stdin.ts'
import type { V2Run } from './command.ts'
import { V2Failure, v2ExitCodes } from './failure.ts'

/** Arguments that are missing: exit code 128 in 3.5, 1 before. */
export function badArguments({ release }: V2Run, message: string): V2Failure {
  return new V2Failure(message, { exitCode: release === '3.5' ? 128 : v2ExitCodes.badArguments })
}

/** The key is looked for once the client is there: a cluster that does not answer comes first (3.0 to 3.5). */
export async function keyFrom(run: V2Run, [key]: readonly string[]): Promise<string> {
  await run.client({ sync: true })
  if (key === undefined) throw badArguments(run, 'key required')
  return key
}

/** The second argument, or all of standard input. The text holds bytes that are not UTF-8 as lone surrogates. */
export async function valueFrom(run: V2Run, [, inline]: readonly string[]): Promise<string> {
  if (inline !== undefined) return inline
  const bytes = await readAll(run.io.stdin)
  if (bytes.length === 0) throw badArguments(run, 'value required')
  return decodeEscaping(bytes)
}
