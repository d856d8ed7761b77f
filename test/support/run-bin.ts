import { ourProgram } from './our-program.ts'
import { type ProcessOptions, type ProcessRun, runProcess } from './run-process.ts'

export interface BinRun extends Omit<ProcessRun, 'stderr'> {
  readonly stderr: string
}

export type BinOptions = Pick<ProcessOptions, 'cwd' | 'killAfterMs' | 'stdin'> & {
  readonly env?: Readonly<Record<string, string>>
}

/** Runs etcdctl as a process of its own, with nothing of this environment but PATH. Arguments may be bytes. */
export async function runBin(args: readonly (string | Uint8Array)[], options: BinOptions = {}): Promise<BinRun> {
  const env = { PATH: process.env.PATH, ...options.env }
  const run = await runProcess(ourProgram('etcdctl'), args, { ...options, env })
  return { ...run, stderr: run.stderr.toString() }
}
