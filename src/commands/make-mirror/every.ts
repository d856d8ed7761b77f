/** Runs `task` at an interval in milliseconds until the returned function is called. */
export function every(periodMs: number, task: () => Promise<void>): () => void {
  // the reader of the lines is gone: the work goes on, as in the original
  const timer = setInterval(() => void task().catch(() => {}), periodMs)
  return () => clearInterval(timer)
}
