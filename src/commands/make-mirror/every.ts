/** Runs `task` each time so many milliseconds have passed, until the function that is returned is called. */
export function every(periodMs: number, task: () => Promise<void>): () => void {
  // whoever read the lines is gone: the work goes on, as in the original
  const timer = setInterval(() => void task().catch(() => {}), periodMs)
  return () => clearInterval(timer)
}
