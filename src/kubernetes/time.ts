import { KubernetesError } from './kubernetes-error.ts'

/** A time as it is stored: none stands for Go's zero time, which JSON shows as null. */
export interface Timestamp {
  readonly seconds: bigint
  readonly nanoseconds: number
}

/** 0001-01-01T00:00:00Z, Go's zero time. */
const zeroSeconds = -62135596800n
const firstSecond = -62167219200n
const lastSecond = 253402300799n

const written = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/

/**
 * Writes a time as Kubernetes does, in UTC, with `digits` behind the point; with more where nanoseconds are stored that those do not
 * show. Throws a KubernetesError for a time that RFC 3339 cannot write.
 */
export function timeText({ seconds, nanoseconds }: Timestamp, digits: 0 | 6): string {
  const isWritable = seconds >= firstSecond && seconds <= lastSecond && nanoseconds >= 0 && nanoseconds < 1e9
  if (!isWritable)
    throw new KubernetesError(`${seconds} seconds and ${nanoseconds} nanoseconds are no time that can be written`)
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19)
  const fraction = String(nanoseconds).padStart(9, '0')
  const shown = /[1-9]/.test(fraction.slice(digits)) ? fraction : fraction.slice(0, digits)
  return shown === '' ? `${whole}Z` : `${whole}.${shown}Z`
}

/** Reads RFC 3339; undefined for Go's zero time. Throws a KubernetesError for anything else. */
export function parseTime(text: string): Timestamp | undefined {
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = written.exec(text) ?? []
  const milliseconds = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`)
  // a day that the month does not have is taken for one of the next
  const isDate = Number.isFinite(milliseconds) && Number(day) <= daysOf(Number(year), Number(month)) && hour !== '24'
  if (!isDate) throw new KubernetesError(`${JSON.stringify(text)} is no time like 2006-01-02T15:04:05Z`)
  const seconds = BigInt(milliseconds / 1000)
  const nanoseconds = Number(fraction.padEnd(9, '0'))
  return seconds === zeroSeconds && nanoseconds === 0 ? undefined : { seconds, nanoseconds }
}

function daysOf(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31
}
