import type { App } from '../../app.ts'
import { CliError, exitCodes } from '../../base/errors.ts'
import type { ChildExit, Io } from '../../base/io.ts'
import { atLeast, type Profile } from '../../base/release.ts'
import { exitText, startProblem } from '../../go/child-exit.ts'

interface ChildSetting {
  readonly env: Readonly<Record<string, string>>
  /** The child gets a SIGTERM when this comes. */
  readonly lost: AbortSignal
}

/** Go reports -1 for a child that died by a signal. */
const signalledExitCode = 255

/**
 * Runs the command and waits for it, whatever signals come in the meantime. Resolves to undefined when it ended with
 * status 0, and to the error that says what happened otherwise.
 */
export async function runUnderLock(
  { io, profile }: App,
  [program = '', ...args]: readonly string[],
  { env, lost }: ChildSetting,
): Promise<CliError | undefined> {
  if (program === '') return new CliError(startProblem(program, undefined))
  try {
    return exitError(await io.spawn(program, args, notInherited(io, env), lost), profile)
  } catch (error) {
    return new CliError(startProblem(program, error))
  }
}

/** A variable that is there already keeps its value (3.4 to 3.7). */
function notInherited(io: Io, env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => io.env[name] === undefined))
}

/** Release 3.4 makes every failure of the command a 1. */
function exitError(exit: ChildExit, profile: Profile): CliError | undefined {
  const text = exitText(exit)
  if (text === undefined) return undefined
  const passesOn = atLeast(profile, '3.5')
  return new CliError(text, passesOn ? (exit.code ?? signalledExitCode) : exitCodes.error)
}
