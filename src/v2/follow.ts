import { QuietExit } from '../base/errors.ts'
import type { V2Run } from './command.ts'
import { keyPath } from './http/client.ts'
import { type KeyResult, readKeyResult } from './keys.ts'

export interface Following {
  readonly key: string
  readonly isRecursive: boolean
  /** Events behind this index; undefined for those from now on. */
  readonly afterIndex: bigint
  readonly signal: AbortSignal
}

/** The events of a key, those of directories among them, one request each; goes on behind the last one. */
export async function* follow(
  run: V2Run,
  { key, isRecursive, afterIndex, signal }: Following,
): AsyncGenerator<KeyResult> {
  const client = await run.client({ sync: true })
  let waitIndex = afterIndex === 0n ? 0n : BigInt.asUintN(64, afterIndex + 1n)
  for (;;) {
    const answer = await client.send({
      method: 'GET',
      path: keyPath('/v2/keys', key),
      query: [
        ['recursive', String(isRecursive)],
        ['wait', 'true'],
        ['waitIndex', String(waitIndex)],
      ],
      isWatch: true,
      signal,
    })
    // the server gave up waiting
    if (answer.status === 200 && answer.body.length === 0) continue
    const event = readKeyResult(answer, run.release)
    waitIndex = event.node.modifiedIndex + 1n
    yield event
  }
}

/** Only SIGINT ends a run well; the others end the original itself, and a shell shows these codes then (seen in 3.4.23). */
const codes: Readonly<Record<string, number>> = { SIGTERM: 143, SIGHUP: 129 }

/** Runs until `work` is done or the user interrupts, which is no failure. Throws a QuietExit for other signals. */
export async function untilInterrupted(run: V2Run, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const signal = run.io.interrupts()
  try {
    await work(signal)
  } catch (error) {
    if (!signal.aborted) throw error
  }
  const exitCode = codes[String(signal.reason)]
  if (exitCode !== undefined) throw new QuietExit(exitCode)
}
