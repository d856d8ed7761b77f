import { formatSize } from '../go/size.ts'

export interface Transfer {
  readonly doneBytes: number
  /** 0 when the total is not known. */
  readonly totalBytes: number
  readonly elapsedMs: number
}

/** Describes a transfer: `120 MB of 500 MB, 98 MB/s, 4s left`. Parts that are not known yet are left out. */
export function transferText({ doneBytes, totalBytes, elapsedMs }: Transfer): string {
  const done = formatSize(BigInt(doneBytes))
  const parts = [totalBytes > doneBytes ? `${done} of ${formatSize(BigInt(totalBytes))}` : done]
  const perSecond = elapsedMs > 0 ? (doneBytes / elapsedMs) * 1000 : 0
  if (perSecond >= 1) parts.push(`${formatSize(BigInt(Math.round(perSecond)))}/s`)
  if (perSecond >= 1 && totalBytes > doneBytes) parts.push(`${clock((totalBytes - doneBytes) / perSecond)} left`)
  return parts.join(', ')
}

/** Whole seconds, rounded up: `4s`, `2m05s`, `1h02m`. */
function clock(seconds: number): string {
  const whole = Math.ceil(seconds)
  if (whole < 60) return `${whole}s`
  if (whole < 3600) return `${Math.floor(whole / 60)}m${two(whole % 60)}s`
  return `${Math.floor(whole / 3600)}h${two(Math.floor((whole % 3600) / 60))}m`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
