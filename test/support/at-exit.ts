const cleanups = new Set<() => void>()
let isGuarded = false

/** Runs `cleanup` when this process ends, be it by a signal that can be caught. Returns how to take that back. */
export function atExit(cleanup: () => void): () => void {
  guard()
  cleanups.add(cleanup)
  return () => cleanups.delete(cleanup)
}

function guard(): void {
  if (isGuarded) return
  isGuarded = true
  process.once('exit', cleanUp)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      cleanUp()
      process.kill(process.pid, signal)
    })
  }
}

function cleanUp(): void {
  for (const cleanup of cleanups) cleanup()
  cleanups.clear()
}
