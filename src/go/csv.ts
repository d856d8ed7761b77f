import { CliError } from '../base/errors.ts'

const bareQuote = 'bare " in non-quoted-field'
const quoteError = 'extraneous or missing " in quoted-field'

/**
 * Reads the value of a list flag: the first record of a CSV text, double quotes around an element removed. No text is no
 * element. Throws a CliError with the text of Go's encoding/csv.
 */
export function parseCsv(text: string): string[] {
  if (text === '') return []
  // most lists take this way: the patterns for the others take longer to compile than a list to read
  if (!['"', '\n', '\r'].some((special) => text.includes(special))) return text.split(',')
  const lines = text.replace(/\r$/, '').replaceAll('\r\n', '\n')
  const start = lines.search(/[^\n]/)
  if (start < 0) throw new CliError('EOF')
  return readRecord(lines, start)
}

function readRecord(text: string, start: number): string[] {
  const fields: string[] = []
  let at = start
  for (;;) {
    const field = text[at] === '"' ? readQuoted(text, start, at) : readPlain(text, start, at)
    fields.push(field.value)
    if (text[field.end] !== ',') return fields
    at = field.end + 1
  }
}

interface FieldRead {
  readonly value: string
  readonly end: number
}

function readPlain(text: string, start: number, at: number): FieldRead {
  const length = text.slice(at).search(/[,\n]/)
  const end = length < 0 ? text.length : at + length
  const value = text.slice(at, end)
  const bad = value.indexOf('"')
  if (bad >= 0) throw failure(text, start, at + bad, bareQuote)
  return { value, end }
}

function readQuoted(text: string, start: number, at: number): FieldRead {
  let close = text.indexOf('"', at + 1)
  while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2)
  if (close < 0) throw failure(text, start, text.length, quoteError)
  const end = close + 1
  if (end < text.length && text[end] !== ',' && text[end] !== '\n') throw failure(text, start, close, quoteError)
  return { value: text.slice(at + 1, close).replaceAll('""', '"'), end }
}

function failure(text: string, start: number, at: number, reason: string): CliError {
  // A newline at the very end still belongs to the line it ends.
  const lineStart = text.lastIndexOf('\n', Math.min(at, text.length - 1) - 1) + 1
  const line = lineNumber(text, lineStart)
  const column = Buffer.byteLength(text.slice(lineStart, at)) + 1
  const firstLine = lineNumber(text, start)
  const where = firstLine === line ? '' : `record on line ${firstLine}; `
  return new CliError(`${where}parse error on line ${line}, column ${column}: ${reason}`)
}

function lineNumber(text: string, at: number): number {
  return text.slice(0, at).split('\n').length
}
