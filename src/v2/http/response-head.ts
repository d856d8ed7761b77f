import { quote } from '../../go/quote.ts'

export interface StatusLine {
  readonly status: number
  /** HTTP/1.0: the connection is not used again. */
  readonly isOld: boolean
}

/** Values by name in small letters, in order. */
export type HeaderFields = ReadonlyMap<string, readonly string[]>

export interface ResponseHead extends StatusLine {
  readonly fields: HeaderFields
}

/** Throws an Error in the words of Go's net/http (1.26). */
export function readStatusLine(line: string): StatusLine {
  const [, version, rest = ''] = /^([^ ]*) (.*)$/s.exec(line) ?? []
  if (version === undefined) throw new Error(`malformed HTTP response ${quote(line)}`)
  const [status = ''] = rest.trimStart().split(' ')
  if (!/^\d{3}$/.test(status)) throw new Error(`malformed HTTP status code ${quote(status)}`)
  if (!/^HTTP\/\d\.\d$/.test(version)) throw new Error(`malformed HTTP version ${quote(version)}`)
  return { status: Number(status), isOld: version === 'HTTP/1.0' || version < 'HTTP/1' }
}

/** Throws an Error in the words of Go's net/textproto (1.26). Lines that begin with a blank belong to the one before. */
export function readHeader(lines: readonly string[]): HeaderFields {
  const fields = new Map<string, string[]>()
  for (const line of unfolded(lines)) {
    const colon = line.indexOf(':')
    if (colon < 0) throw new Error(`malformed MIME header: missing colon: ${quote(line)}`)
    const name = line.slice(0, colon).trimEnd().toLowerCase()
    if (name === '') throw new Error(`malformed MIME header line: ${quote(line)}`)
    fields.set(name, [...(fields.get(name) ?? []), line.slice(colon + 1).trim()])
  }
  return fields
}

function unfolded(lines: readonly string[]): string[] {
  const whole: string[] = []
  for (const line of lines) {
    const isFolded = /^[ \t]/.test(line)
    if (isFolded && whole.length === 0) throw new Error(`malformed MIME header initial line: ${quote(line)}`)
    if (isFolded) whole.push(`${whole.pop()} ${line.trim()}`)
    else whole.push(line)
  }
  return whole
}
