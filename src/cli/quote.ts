import { quote } from '../render/quote.ts'

export { quote }

/** Go's `%q` for one character. */
export function quoteChar(char: string): string {
  if (char === '"') return `'"'`
  return char === "'" ? "'\\''" : `'${quote(char).slice(1, -1)}'`
}

/** Go's `%#q`: backquotes where they can hold the text, else as `%q`. */
export function quoteRaw(text: string): string {
  return /^[^\x00-\x08\x0a-\x1f\x7f`\ufeff\p{Cs}]*$/u.test(text) ? `\`${text}\`` : quote(text)
}
