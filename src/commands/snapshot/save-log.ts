import type { Io } from '../../base/io.ts'
import { atLeast, type Profile } from '../../base/release.ts'
import { formatDuration } from '../../go/duration.ts'
import type { LogEntry, LogValue } from '../../go/log-entry.ts'
import { formatSize } from '../../go/size.ts'

export interface Fetched {
  readonly endpoint: string
  readonly sizeBytes: number
  readonly tookMs: number
  /** The server's storage version, empty when it has none. */
  readonly version: string
}

/** What the original logs of a download: lines on standard error that scripts wait for. Without a pin nothing is written. */
export class SaveLog {
  private readonly io: Io
  private readonly profile: Profile

  constructor(io: Io, profile: Profile) {
    this.io = io
    this.profile = profile
  }

  created(path: string): Promise<void> {
    return this.command('created temporary db file', { path })
  }

  /** The server has answered: since 3.6 `fetching` waits for the first part. */
  async opened(endpoint: string, hasContent: boolean): Promise<void> {
    await this.client({ level: 'info', message: 'opened snapshot stream; downloading' })
    if (hasContent || !atLeast(this.profile, '3.6')) await this.command('fetching snapshot', { endpoint })
  }

  completed(): Promise<void> {
    return this.client({ level: 'info', message: 'completed snapshot read; closing' })
  }

  failed(error: string): Promise<void> {
    return this.client({ level: 'warn', message: 'failed to receive from snapshot stream; closing', fields: { error } })
  }

  fetched({ endpoint, sizeBytes, tookMs, version }: Fetched): Promise<void> {
    const fields = { endpoint, size: formatSize(BigInt(sizeBytes)), took: this.took(tookMs) }
    const versions = atLeast(this.profile, '3.6') ? { 'etcd-version': version } : {}
    return this.command('fetched snapshot', { ...fields, ...versions })
  }

  saved(path: string): Promise<void> {
    return this.command('saved', { path })
  }

  /** 3.4 counts seconds, 3.5 says how long ago it began, later releases write a duration. */
  private took(ms: number): LogValue {
    if (this.profile.release === '3.4') return ms / 1000
    return this.profile.release === '3.5' ? ago(ms / 1000) : formatDuration(BigInt(Math.round(ms * 1e6)))
  }

  private command(message: string, fields: Readonly<Record<string, LogValue>>): Promise<void> {
    return this.write({ level: 'info', message, fields }, this.profile.release === '3.4' ? 'seconds' : 'text')
  }

  private client(entry: LogEntry): Promise<void> {
    return this.write(atLeast(this.profile, '3.5') ? { ...entry, logger: 'client' } : entry, 'text')
  }

  private async write(entry: LogEntry, stamp: 'seconds' | 'text'): Promise<void> {
    if (this.profile.auto) return
    const { jsonLogLine, logClock } = await import('../../go/log-entry.ts')
    // the reader of the log is gone: the work goes on
    await this.io.stderr.write(jsonLogLine(entry, logClock(), stamp)).catch(() => {})
  }
}

const spans = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
] as const

/** A time in the past, whole units of the largest kind: `now`, `1 second ago`, `5 minutes ago`. */
export function ago(seconds: number): string {
  const [size, name] = spans.find(([size]) => seconds >= size) ?? [1, '']
  if (name === '') return 'now'
  const count = Math.floor(seconds / size)
  return `${count} ${name}${count === 1 ? '' : 's'} ago`
}
