/** What Go counts as white space, as the inside of a character class. JavaScript's own set differs in U+0085 and U+FEFF. */
const space = '\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'

const leading = new RegExp(`^[${space}]+`)
const trailing = new RegExp(`[${space}]+$`)
const word = new RegExp(`^[^${space}]*`)

export function trimSpace(text: string): string {
  return trimStart(text).replace(trailing, '')
}

export function trimStart(text: string): string {
  return text.replace(leading, '')
}

/** The text up to its first white space. */
export function firstToken(text: string): string {
  return word.exec(text)?.[0] ?? ''
}
