/** The release of Go whose escapes are written: up to 1.21 `\b` and `\f` have no short form. */
export type JsonStyle = 'go1.21' | 'go1.22'

/**
 * A JSON string as Go writes it: also `<`, `>`, `&`, U+2028 and U+2029 are escaped, and each lone surrogate, which stands for
 * what is not UTF-8, is `\ufffd`.
 */
export function jsonString(text: string, style: JsonStyle): string {
  return `"${text.replace(/["\\<>&\0-\x1f\u2028\u2029]|\p{Cs}/gu, (char) => escapeChar(char, style))}"`
}

export function jsonStrings(texts: readonly string[], style: JsonStyle): string {
  return `[${texts.map((text) => jsonString(text, style)).join(',')}]`
}

const shortForms: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }
const shortSince122: Readonly<Record<string, string>> = { '\b': '\\b', '\f': '\\f' }

function escapeChar(char: string, style: JsonStyle): string {
  if (/\p{Cs}/u.test(char)) return '\\ufffd'
  const later = style === 'go1.22' ? shortSince122[char] : undefined
  return shortForms[char] ?? later ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
}
