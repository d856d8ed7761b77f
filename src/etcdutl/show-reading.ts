import { formatSize } from '../go/size.ts'
import { observeReading } from '../offline/files/file-source.ts'
import type { OfflineApp } from './app.ts'

const everyMs = 200
const clearLine = '\r\x1b[K'

/** Shows on a terminal how much the work has read so far, as soon as that takes a moment; not under a pin. */
export async function showReading<T>(
  { io, profile }: OfflineApp,
  title: string,
  work: () => T | Promise<T>,
): Promise<T> {
  const { stderr } = io
  if (!profile.auto || !stderr.isTerminal || stderr.isDumb) return work()
  let bytes = 0
  let shownAt = performance.now()
  let isShown = false
  observeReading((count) => {
    bytes += count
    const now = performance.now()
    if (now - shownAt < everyMs) return
    shownAt = now
    isShown = true
    stderr.writeNow?.(`${clearLine}${title}: ${formatSize(BigInt(bytes))} read`)
  })
  try {
    return await work()
  } finally {
    observeReading(undefined)
    if (isShown) stderr.writeNow?.(clearLine)
  }
}
