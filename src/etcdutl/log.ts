import type { LogEntry } from '../go/log-entry.ts'
import type { OfflineApp } from './app.ts'

/** Under a pin, what the release logs: scripts wait for such lines. 3.4 had these commands in etcdctl, with its layout. */
export async function writeLog({ io, profile }: OfflineApp, entry: LogEntry): Promise<void> {
  if (profile.auto) return
  const { consoleLogLine, jsonLogLine, logClock } = await import('../go/log-entry.ts')
  const now = logClock()
  await io.stderr.write(profile.release === '3.4' ? jsonLogLine(entry, now, 'seconds') : consoleLogLine(entry, now))
}
