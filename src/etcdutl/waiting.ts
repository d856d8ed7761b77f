import type { StopSpinner } from '../frame/spinner.ts'
import { quote } from '../go/quote.ts'
import type { WaitOptions } from '../offline/lock/database-lock.ts'
import { holderText } from '../offline/lock/lock-holder.ts'
import type { OfflineApp } from './app.ts'

/** Waits for the lock of a database, `waitMs` at most, and says so when that takes longer than a second. */
export function lockWait(app: OfflineApp, path: string, waitMs: number): WaitOptions {
  return {
    waitMs,
    onBlind: () => sayBlind(app, path),
    onWait: (holder) => sayWaiting(app, `waiting for ${holderText(holder)} to release its lock on ${quote(path)}`),
  }
}

/** As `lockWait`, for `defrag`, in the original's words. */
export function defragWait(app: OfflineApp, path: string, waitMs: number): WaitOptions {
  const isOld = app.profile.release === '3.4' || app.profile.release === '3.5'
  const advice = isOld ? 'omit --data-dir' : 'use `etcdctl defrag` instead'
  const line = `waiting for etcd to close and release its lock on ${quote(path)}. To defrag a running etcd instance, ${advice}.`
  return { waitMs, onBlind: () => sayBlind(app, path), onWait: () => sayWaiting(app, line) }
}

async function sayBlind({ io }: OfflineApp, path: string): Promise<void> {
  const line = `cannot tell whether a server is using ${quote(path)} (there is no flock program and no /proc/locks): make sure that none is\n`
  await io.stderr.write(line)
}

/** Writes the line; on a terminal the time that has gone by is shown until what it resolves to is called. */
async function sayWaiting({ io }: OfflineApp, line: string): Promise<StopSpinner> {
  // a reader that is gone does not matter here
  await io.stderr.write(`${line}\n`).catch(() => undefined)
  if (!io.stderr.isTerminal) return async () => {}
  const { startSpinner } = await import('../frame/spinner.ts')
  const start = performance.now()
  return startSpinner(io.stderr, 'Waiting:', () => `${Math.round((performance.now() - start) / 1000) + 1}s`)
}
