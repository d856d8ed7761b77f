import { logStamp, logText } from './log-line.ts'

export type LogValue = string | bigint | number | boolean | readonly string[]

/** A line of the original's log, without the position in its source: ours would be a different one. */
export interface LogEntry {
  readonly level: 'info' | 'warn' | 'error'
  /** The logger's name, where the original gives one. */
  readonly logger?: string
  readonly message: string
  /** In the order in which they are written. */
  readonly fields?: Readonly<Record<string, LogValue>>
}

/** The time is kept to the microsecond, as in the original. */
export function logClock(): number {
  return performance.timeOrigin + performance.now()
}

/**
 * The layout of etcdctl, an object a line; `now` in milliseconds since 1970. Two loggers write it that know the time in
 * different forms: the commands of 3.4 count seconds, its client and all of later releases write a local time.
 */
export function jsonLogLine(entry: LogEntry, now: number, stamp: 'seconds' | 'text'): string {
  const { level, logger, message, fields = {} } = entry
  const ts = stamp === 'seconds' ? String(now / 1000) : `"${logStamp(now)}"`
  const head = [`"level":"${level}"`, `"ts":${ts}`]
  if (logger !== undefined) head.push(`"logger":${logText(logger)}`)
  const pairs = Object.entries(fields).map(([name, value]) => `${logText(name)}:${valueText(value, ',')}`)
  return `{${[...head, `"msg":${logText(message)}`, ...pairs].join(',')}}\n`
}

/** The layout of etcdutl (3.5 to 3.7): columns between tabs, local time in seconds, the fields as an object at the end. */
export function consoleLogLine({ level, logger, message, fields }: LogEntry, now: number): string {
  const columns = [secondStamp(now), level, ...(logger === undefined ? [] : [logger]), message]
  const pairs = Object.entries(fields ?? {}).map(([name, value]) => `${logText(name)}: ${valueText(value, ', ')}`)
  if (pairs.length > 0) columns.push(`{${pairs.join(', ')}}`)
  return `${columns.join('\t')}\n`
}

function valueText(value: LogValue, comma: string): string {
  if (typeof value === 'string') return logText(value)
  return typeof value === 'object' ? `[${value.map(logText).join(comma)}]` : String(value)
}

/** RFC 3339: `2026-11-27T18:11:53-05:00`, `Z` for UTC. */
function secondStamp(now: number): string {
  return logStamp(now)
    .replace(/\.\d+/, '')
    .replace(/(?<=[+-]\d\d)(?=\d\d$)/, ':')
}
