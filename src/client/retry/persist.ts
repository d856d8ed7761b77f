import type { CallOptions } from '../client.ts'
import { type CodeName, DeadlineError, RpcError } from '../grpc/rpc-error.ts'
import { pause } from './pause.ts'

/** A single try gets this long: a member that is frozen must not use up the life of a lease. */
const tryMs = 3000

const passing: ReadonlySet<CodeName> = new Set(['Unavailable', 'Internal', 'Canceled', 'DeadlineExceeded'])

/** True for an error that may be gone the next time: a lost connection, an election, a server that is going down. */
export function isPassing(error: unknown): boolean {
  return error instanceof RpcError && (passing.has(error.code) || error.wasDropped)
}

/**
 * Makes a call again and again until it is answered, with a deadline for each try. Only for calls that change nothing more
 * when they are made twice. Rejects once `signal` comes, for an error that stays, and when no endpoint can ever answer.
 */
export async function persist<T>(signal: AbortSignal, ask: (call: CallOptions) => Promise<T>): Promise<T> {
  for (;;) {
    const call = { deadlineMs: Date.now() + tryMs, signal }
    try {
      return await ask(call)
    } catch (error) {
      const isSlow = error instanceof DeadlineError && Date.now() >= call.deadlineMs - 5
      if (signal.aborted || !(isSlow || isPassing(error))) throw error
    }
    await pause(signal)
  }
}
