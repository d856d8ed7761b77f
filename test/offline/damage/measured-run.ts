import { createMeter } from '../../../scripts/bench/usage.ts'
import { ourProgram, type ProgramName } from '../../support/our-program.ts'
import { runProcess } from '../../support/run-process.ts'

export interface MeasuredRun {
  /** A signal's name when one ended it. */
  readonly code: number | string
  readonly stdout: string
  readonly stderr: string
  readonly peakMib: number
}

/** Longer than any command takes on a busy machine. */
const killAfterMs = 300_000

/** Runs one of our programs as a process, and measures its memory. */
export async function runMeasured(
  program: ProgramName,
  args: readonly string[],
  release: string,
): Promise<MeasuredRun> {
  const meter = createMeter()
  try {
    const [command = '', ...words] = meter.wrap([ourProgram(program), ...args])
    const env = { PATH: process.env.PATH, ETCDCTL_COMPAT: release }
    const { code, stdout, stderr } = await runProcess(command, words, { env, killAfterMs })
    return { code, stdout: String(stdout), stderr: String(stderr), peakMib: meter.read().peakMib ?? 0 }
  } finally {
    meter.close()
  }
}
