const second = 1_000_000_000n

/** Nanoseconds since 1970 of a time as Go writes it into JSON; undefined for anything else. */
export function parseTime(text: string): bigint | undefined {
  const [, start = '', fraction = '', zone = ''] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text) ?? []
  const ms = Date.parse(`${start}${zone}`)
  return Number.isNaN(ms) ? undefined : BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, '0'))
}

/** The time in UTC as Go writes it into JSON: without zeros at the end of the fraction. */
export function timeText(nanoseconds: bigint): string {
  const rest = ((nanoseconds % second) + second) % second
  const start = new Date(Number((nanoseconds - rest) / 1_000_000n)).toISOString().slice(0, -5)
  const fraction = rest === 0n ? '' : `.${String(rest).padStart(9, '0').replace(/0+$/, '')}`
  return `${start}${fraction}Z`
}

/** The seconds from `now` to `time`, rounded up as Go's division to zero has it. */
export function secondsTo(time: bigint, now: bigint): bigint {
  const left = time - now
  return left / second + (left % second > 0n ? 1n : 0n)
}
