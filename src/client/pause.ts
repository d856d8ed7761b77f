/** How long the original waits before it opens a stream anew (3.4 to 3.7). */
const pauseMs = 500

/** Waits half a second, or less when the signal comes; never rejects. */
export function pause(signal?: AbortSignal): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve()
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, pauseMs)
    signal?.addEventListener('abort', end, { once: true })
  })
}
