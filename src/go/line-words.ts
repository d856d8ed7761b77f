import { CliError, exitCodes } from '../base/errors.ts'
import { readLiteral } from './string.ts'

const words = /"(?:[^"\\]|\\.)*"|'[^']*'|[^'"\t\n\f\r ][^\t\n\f\r ]*/gs

/**
 * Splits a typed line into words as `txn` and `watch -i` do (3.4 to 3.7): `"…"` is a Go string, `'…'` is taken as it is,
 * and any other word runs up to the next white space, quotes included. Throws (exit code 3) for a wrong escape.
 */
export function splitWords(line: string): string[] {
  return [...line.matchAll(words)].map(([word]) => unquoted(word))
}

function unquoted(word: string): string {
  if (word.startsWith("'")) return word.slice(1, -1)
  if (!word.startsWith('"')) return word
  const literal = readLiteral(word)
  if (literal === undefined) throw new CliError('invalid syntax', exitCodes.invalidInput)
  return literal.value
}
