import { setImmediate as nextTurn } from 'node:timers/promises'
import { CliError, exitCodes } from '../base/errors.ts'

export function interruption(): CliError {
  return new CliError('interrupted', exitCodes.interrupted)
}

/** For between two long steps, during which no signal is seen. Rejects with a CliError when one has come. */
export async function refuseInterrupted(signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return
  await nextTurn()
  if (signal.aborted) throw interruption()
}
