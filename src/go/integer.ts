/** What Go says of a text that is no number. */
export type IntegerProblem = 'invalid syntax' | 'value out of range'

/** A text as Go's strconv reads a decimal number of 32 bits: a sign and zeros in front are taken. */
export function parseInt32(text: string): number | IntegerProblem {
  // what nearly every answer holds needs no pattern, which takes time to compile
  if (text === '0') return 0
  if (!/^[+-]?\d+$/.test(text)) return 'invalid syntax'
  const value = Number(text)
  return value < -(2 ** 31) || value >= 2 ** 31 ? 'value out of range' : value
}
