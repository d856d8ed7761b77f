/** Items that wait at most, while the one before them is worked on: a pair of pages. */
const mostWaiting = 2

/** The same items; the next ones are asked for before the one ahead of them is worked on. */
export async function* ahead<T>(items: AsyncGenerator<T, void, undefined>): AsyncGenerator<T, void, undefined> {
  const coming: Promise<IteratorResult<T, void>>[] = []
  const ask = (): void => {
    const next = items.next()
    // a failure is met when its turn comes
    next.catch(() => {})
    coming.push(next)
  }
  try {
    for (let each = 0; each < mostWaiting; each++) ask()
    for (;;) {
      const item = await coming.shift()
      if (item === undefined || item.done) return
      ask()
      // until it has been asked for: work on this one would hold that up
      await new Promise((resolve) => setImmediate(resolve))
      yield item.value
    }
  } finally {
    items.return().catch(() => {})
  }
}
