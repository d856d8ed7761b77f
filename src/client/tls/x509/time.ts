import { type DerReader, MalformedError, tags } from './der.ts'

/** Reads one time, in epoch milliseconds. */
export function parseTime(reader: DerReader): number {
  if (reader.nextTag === tags.utcTime) return timeOf(reader.read(tags.utcTime, utcProblem), 2, utcProblem)
  if (reader.nextTag !== tags.generalizedTime) throw new MalformedError('x509: unsupported time format')
  return timeOf(reader.read(tags.generalizedTime, generalizedProblem), 4, generalizedProblem)
}

const utcProblem = 'x509: malformed UTCTime'
const generalizedProblem = 'x509: malformed GeneralizedTime'

// no patterns: to compile one takes longer than to read all of a certificate
function timeOf(content: Buffer, yearDigits: 2 | 4, problem: string): number {
  const whole = content.toString('latin1')
  const zone = whole.slice(whole.endsWith('Z') ? -1 : -5)
  const digits = whole.slice(0, whole.length - zone.length)
  if (!isZone(zone) || !areDigits(digits, yearDigits)) throw new MalformedError(problem)
  const pair = (number: number): string => digits.slice(yearDigits + 2 * number, yearDigits + 2 * number + 2)
  const date = `${fullYear(digits.slice(0, yearDigits))}-${pair(0)}-${pair(1)}`
  const text = `${date}T${pair(2)}:${pair(3)}:${pair(4) || '00'}`
  const time = Date.parse(`${text}Z`)
  // 31 June is no day
  const isTime = !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
  if (!isTime) throw new MalformedError(problem)
  return time - zoneOffset(zone)
}

/** Go takes UTCTime without seconds, and other zones than UTC. */
function areDigits(text: string, yearDigits: 2 | 4): boolean {
  return isDigits(text) && (text.length === yearDigits + 10 || (yearDigits === 2 && text.length === 10))
}

function isZone(zone: string): boolean {
  return zone === 'Z' || (zone.length === 5 && '+-'.includes(zone.charAt(0)) && isDigits(zone.slice(1)))
}

function isDigits(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 0x30 || code > 0x39) return false
  }
  return true
}

function fullYear(year: string): string {
  if (year.length === 4) return year
  return Number(year) < 50 ? `20${year}` : `19${year}`
}

function zoneOffset(zone: string): number {
  if (zone === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3, 5))
  return minutes * 60_000 * (zone.startsWith('-') ? -1 : 1)
}
