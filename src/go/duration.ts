import { CliError } from '../base/errors.ts'

const nanosecond = 1n
const microsecond = 1000n
const millisecond = 1000n * microsecond
const second = 1000n * millisecond
const minute = 60n * second
const hour = 60n * minute

// Both signs for micro are read: U+00B5, which is also written, and U+03BC.
const units: Readonly<Record<string, bigint>> = {
  ns: nanosecond,
  us: microsecond,
  '\u00b5s': microsecond,
  '\u03bcs': microsecond,
  ms: millisecond,
  s: second,
  m: minute,
  h: hour,
}

/** Writes nanoseconds as Go does: `0s`, `1.5µs`, `1h30m0s`. */
export function formatDuration(nanoseconds: bigint): string {
  if (nanoseconds < 0n) return `-${formatDuration(-nanoseconds)}`
  if (nanoseconds === 0n) return '0s'
  if (nanoseconds < microsecond) return `${nanoseconds}ns`
  if (nanoseconds < millisecond) return `${decimal(nanoseconds, microsecond)}\u00b5s`
  if (nanoseconds < second) return `${decimal(nanoseconds, millisecond)}ms`
  const seconds = `${decimal(nanoseconds % minute, second)}s`
  if (nanoseconds < minute) return seconds
  const minutes = `${(nanoseconds % hour) / minute}m${seconds}`
  return nanoseconds < hour ? minutes : `${nanoseconds / hour}h${minutes}`
}

function decimal(value: bigint, unit: bigint): string {
  const digits = unit.toString().length - 1
  const fraction = (value % unit).toString().padStart(digits, '0').replace(/0+$/, '')
  return fraction === '' ? `${value / unit}` : `${value / unit}.${fraction}`
}

/** Reads a Go duration (`300ms`, `-1.5h`, `1m30s`, `0`) into nanoseconds; throws a CliError with Go's text. */
export function parseDuration(text: string): bigint {
  const sign = /^[+-]/.exec(text)?.[0] ?? ''
  const rest = text.slice(sign.length)
  if (rest === '0') return 0n
  const total = rest === '' ? undefined : sumParts(rest, text)
  const limit = sign === '-' ? 1n << 63n : (1n << 63n) - 1n
  if (total === undefined || total > limit) throw invalid(text)
  return sign === '-' ? -total : total
}

/** Undefined when the text is malformed or the sum does not fit. */
function sumParts(text: string, whole: string): bigint | undefined {
  let total = 0n
  const part = /(\d*)(?:\.(\d*))?([^.\d]*)/y
  while (part.lastIndex < text.length) {
    const [, digits = '', fraction = '', unit = ''] = part.exec(text) ?? []
    if (digits === '' && fraction === '') return undefined
    const amount = BigInt(digits)
    if (amount > 1n << 63n) return undefined
    if (unit === '') throw new CliError(`time: missing unit in duration ${quoteAscii(whole)}`)
    const size = units[unit]
    if (size === undefined) {
      throw new CliError(`time: unknown unit ${quoteAscii(unit)} in duration ${quoteAscii(whole)}`)
    }
    total += amount * size + fractionOf(fraction, size)
    if (total > 1n << 63n) return undefined
  }
  return total
}

// Go works the fraction out in floating point, and so do we: 0.3333333333333333333h must end in the same digits.
function fractionOf(digits: string, unit: bigint): bigint {
  let value = 0n
  let scale = 1
  for (const digit of digits) {
    const next = value * 10n + BigInt(digit)
    if (next > 1n << 63n) break
    value = next
    scale *= 10
  }
  return BigInt(Math.trunc(Number(value) * (Number(unit) / scale)))
}

function invalid(text: string): CliError {
  return new CliError(`time: invalid duration ${quoteAscii(text)}`)
}

/** Quotes like the errors of Go's time package: control characters and every byte beyond ASCII as `\xNN`. */
function quoteAscii(text: string): string {
  const escaped = text.replace(/["\\]/g, '\\$&').replace(/[\0-\x1f]|[^\0-\x7f]/gu, (char) => {
    const bytes = [...Buffer.from(char)]
    return bytes.map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
  })
  return `"${escaped}"`
}
