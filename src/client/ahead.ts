/** The same items; the next one is asked for before the one ahead of it is worked on. */
export async function* ahead<T>(items: AsyncGenerator<T, void, undefined>): AsyncGenerator<T, void, undefined> {
  const ask = (): Promise<IteratorResult<T, void>> => {
    const next = items.next()
    // a failure is met when its turn comes
    next.catch(() => {})
    return next
  }
  try {
    for (let coming = ask(); ; ) {
      const item = await coming
      if (item.done) return
      coming = ask()
      // until it has been asked for: work on this one would hold that up
      await new Promise((resolve) => setImmediate(resolve))
      yield item.value
    }
  } finally {
    items.return().catch(() => {})
  }
}
