/** How long the original waits before it opens a stream anew (3.4 to 3.7). */
const pauseMs = 500

/** Waits until half a second has passed since `since` (a `performance.now()`), or less when the signal comes; never rejects. */
export function pause(signal?: AbortSignal, since = performance.now()): Promise<void> {
  return rest(since + pauseMs - performance.now(), signal)
}

/** Waits this many milliseconds, or less when the signal comes; never rejects. */
export function rest(ms: number, signal?: AbortSignal): Promise<void> {
  if (ms <= 0 || signal?.aborted === true) return Promise.resolve()
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal?.addEventListener('abort', end, { once: true })
  })
}
