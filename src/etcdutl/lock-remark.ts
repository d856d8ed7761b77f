import { quote } from '../cli/quote.ts'
import type { OfflineApp } from './app.ts'

/** Says once why nothing happens: a server has the database open. */
export function lockRemark({ io, profile }: OfflineApp): (path: string) => void {
  const isOld = profile.release === '3.4' || profile.release === '3.5'
  const advice = isOld ? 'omit --data-dir' : 'use `etcdctl defrag` instead'
  return (path) => {
    const line = `waiting for etcd to close and release its lock on ${quote(path)}. To defrag a running etcd instance, ${advice}.\n`
    // a reader that is gone does not matter here
    io.stderr.write(line).catch(() => undefined)
  }
}
