import { CliError, QuietExit } from '../base/errors.ts'

/** What a shell shows for a process that died of SIGHUP. */
const hangUpCode = 129

/**
 * Does the work, which gives back what it holds when `interrupt` comes. After a SIGHUP the exit code is 129 however the work ends: the
 * original dies of it (3.4 to 3.7), and whoever reads exit codes must not take a hang-up for success.
 */
export async function tellHangUp(interrupt: AbortSignal, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!isHangUp(interrupt) || !(error instanceof CliError)) throw error
    throw error.restated({ exitCode: hangUpCode })
  }
  if (isHangUp(interrupt)) throw new QuietExit(hangUpCode)
}

function isHangUp(interrupt: AbortSignal): boolean {
  return interrupt.aborted && interrupt.reason === 'SIGHUP'
}
