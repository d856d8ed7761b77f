/** Takes a line about a connection or a call, for `--debug`; no line holds a key, a value, a password or a token. */
export type Trace = (line: string) => void

/** Does the work, and reports its beginning, its end and the time between. */
export function traced<T>(trace: Trace | undefined, what: string, work: () => Promise<T>): Promise<T> {
  return trace === undefined ? work() : toldOf(trace, what, work)
}

async function toldOf<T>(trace: Trace, what: string, work: () => Promise<T>): Promise<T> {
  const startMs = performance.now()
  const took = (): string => `${(performance.now() - startMs).toFixed(1)}ms`
  trace(what)
  try {
    const result = await work()
    trace(`${what}: done after ${took()}`)
    return result
  } catch (error) {
    trace(`${what}: failed after ${took()}: ${error instanceof Error ? error.message : String(error)}`)
    throw error
  }
}
