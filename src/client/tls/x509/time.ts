import { type DerReader, MalformedError, tags } from './der.ts'

/** Reads one time, in epoch milliseconds. */
export function parseTime(reader: DerReader): number {
  if (reader.nextTag === tags.utcTime) return timeOf(reader.read(tags.utcTime, utcProblem), utcTime, utcProblem)
  if (reader.nextTag !== tags.generalizedTime) throw new MalformedError('x509: unsupported time format')
  return timeOf(reader.read(tags.generalizedTime, generalizedProblem), generalizedTime, generalizedProblem)
}

const utcProblem = 'x509: malformed UTCTime'
const generalizedProblem = 'x509: malformed GeneralizedTime'

// Go takes UTCTime without seconds, and other zones than UTC
const utcTime = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(Z|[+-]\d{4})$/
const generalizedTime = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(Z|[+-]\d{4})$/

function timeOf(content: Buffer, form: RegExp, problem: string): number {
  const match = form.exec(content.toString('latin1'))
  if (match === null) throw new MalformedError(problem)
  const [, year = '', month, day, hour, minute, second = '00', zone = ''] = match
  const text = `${fullYear(year)}-${month}-${day}T${hour}:${minute}:${second}`
  const time = Date.parse(`${text}Z`)
  // 31 June is no day
  const isTime = !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
  if (!isTime) throw new MalformedError(problem)
  return time - zoneOffset(zone)
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
