/** Go's message for a text that is not a number. */
export type IntegerProblem = 'invalid syntax' | 'value out of range'

/** A text as Go's strconv reads a decimal number of 32 bits: a sign and zeros in front are taken. */
export function parseInt32(text: string): number | IntegerProblem {
  // a plain 0, the usual answer, needs no pattern, which takes time to compile
  if (text === '0') return 0
  if (!/^[+-]?\d+$/.test(text)) return 'invalid syntax'
  const value = Number(text)
  return value < -(2 ** 31) || value >= 2 ** 31 ? 'value out of range' : value
}
