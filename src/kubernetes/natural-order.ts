/**
 * The order in which kubectl lists the names of an object: letters after all other characters, except behind a digit, and numbers
 * by what they count, so that `item2` stands before `item10`.
 */
export function naturalOrder(a: string, b: string): number {
  const [left, right] = [[...a], [...b]]
  const at = left.findIndex((char, index) => char !== right[index])
  if (at < 0 || at >= right.length) return left.length - right.length
  return charOrder(left, right, at)
}

function charOrder(left: readonly string[], right: readonly string[], at: number): number {
  const [a = '', b = ''] = [left[at], right[at]]
  const [isLetterA, isLetterB] = [isLetter(a), isLetter(b)]
  if (isLetterA && isLetterB) return pointOf(a) - pointOf(b)
  if (isLetterA || isLetterB) {
    const isBehindDigit = at > 0 && isDigit(left[at - 1] ?? '')
    return isLetterA === isBehindDigit ? -1 : 1
  }
  return numberOrder(left, right, at) || pointOf(a) - pointOf(b)
}

/** Two numbers that differ from here on; a zero in the middle of one counts like any other digit. */
function numberOrder(left: readonly string[], right: readonly string[], at: number): number {
  const inside = left[at] === '0' || right[at] === '0' ? digitsBefore(left, at).replace(/^0+/, '').slice(0, 1) : ''
  const [a, b] = [digitsFrom(left, at), digitsFrom(right, at)]
  const [numberA, numberB] = [BigInt((inside && '1') + a || 0), BigInt((inside && '1') + b || 0)]
  return numberA === numberB ? a.length - b.length : numberA < numberB ? -1 : 1
}

function digitsFrom(text: readonly string[], at: number): string {
  const end = text.findIndex((char, index) => index >= at && !isDigit(char))
  return text.slice(at, end < 0 ? undefined : end).join('')
}

function digitsBefore(text: readonly string[], at: number): string {
  let from = at
  while (from > 0 && isDigit(text[from - 1] ?? '')) from--
  return text.slice(from, at).join('')
}

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9'
}

function isLetter(char: string): boolean {
  return /^\p{L}/u.test(char)
}

function pointOf(char: string): number {
  return char.codePointAt(0) ?? 0
}
