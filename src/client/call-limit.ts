import { formatDuration } from '../go/duration.ts'

/** What bounds a call, in the user's words: the flag that sets the time, and that time in milliseconds. */
export interface CallLimit {
  readonly flag: string
  readonly ms: number
}

/** Below this a healthy server on a slow line or a busy machine may have had no time to answer. */
const shortMs = 1000

/** The longest time of a timer in milliseconds: a longer one would be over at once. */
export const longestTimerMs = 2 ** 31 - 1

/** The time from now to a point in time in epoch milliseconds, as a timer takes it; 0 when it is over. */
export function msUntil(deadlineMs: number): number {
  return Math.min(Math.max(deadlineMs - Date.now(), 0), longestTimerMs)
}

/** `5s`, as the flag is written. */
export function limitText({ ms }: CallLimit): string {
  return formatDuration(BigInt(Math.round(ms * 1e6)))
}

/** True for a call whose time is up before anything is sent. */
export function isOverFromTheStart(limit: CallLimit | undefined): limit is CallLimit {
  return limit !== undefined && limit.ms <= 0
}

/** A line for a call that never left this machine. */
export function unsentRemark(limit: CallLimit): string {
  return `nothing was sent: ${limit.flag} is ${limitText(limit)}`
}

/** True for a limit that may itself be why there was no answer. */
export function isShort({ ms }: CallLimit): boolean {
  return ms < shortMs
}

/** What to do about a limit that was too short. */
export function moreTime({ flag }: CallLimit): string {
  return `${flag} gives it more time`
}

/** A line about a server that began an answer and then sent no more of it. */
export function brokenOffRemark(endpoint: string, limit: CallLimit | undefined): string {
  const time = limit === undefined ? '' : ` for ${limitText(limit)} (${limit.flag})`
  return `${endpoint}: etcd: no further part of the answer came${time}; is the member still up?`
}
