/** The items until the signal comes, which does not wait for the next one. */
export async function* untilAborted<T>(
  items: AsyncIterable<T>,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  const iterator = items[Symbol.asyncIterator]()
  const aborted = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined)
    signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })
  for (;;) {
    const item = await Promise.race([iterator.next(), aborted])
    if (item === undefined || item.done === true || signal.aborted) return
    yield item.value
  }
}

const codes: Readonly<Record<string, number>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }

/** What a shell shows for a process that died of the signal. */
export function signalCode({ reason }: AbortSignal): number {
  return codes[String(reason)] ?? 130
}
