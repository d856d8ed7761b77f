import { formatDuration } from '../render/duration.ts'

/** What bounds a call, in the user's words: the flag that sets the time, and that time in milliseconds. */
export interface CallLimit {
  readonly flag: string
  readonly ms: number
}

/** Below this a limit is so short that it is itself the likely cause. */
const shortMs = 100

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

/** A line for a connection that was not up in time, when the time was short; none otherwise. */
export function shortLimitRemarks(limit: CallLimit | undefined): string[] {
  if (limit === undefined || limit.ms >= shortMs) return []
  return [`${limit.flag} leaves only ${limitText(limit)} for connection and answer`]
}
