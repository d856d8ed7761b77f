/** The same items; each one is asked for before the one ahead of it is worked on. */
export async function* oneAhead<T>(items: AsyncGenerator<T, void, undefined>): AsyncGenerator<T, void, undefined> {
  let coming = items.next()
  try {
    for (;;) {
      const item = await coming
      if (item.done) return
      coming = items.next()
      // a failure is met when its turn comes
      coming.catch(() => {})
      // until it has been asked for: work on this one would hold that up
      await new Promise((resolve) => setImmediate(resolve))
      yield item.value
    }
  } finally {
    items.return().catch(() => {})
  }
}
