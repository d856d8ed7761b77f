/** A JSON string as Go writes it: also `<`, `>`, `&`, U+2028 and U+2029 are escaped, and what is not UTF-8 is `\ufffd`. */
export function goJsonString(text: string): string {
  return `"${text.replace(/["\\<>&\0-\x1f\u2028\u2029]|\p{Cs}/gu, escapeChar)}"`
}

export function goJsonStrings(texts: readonly string[]): string {
  return `[${texts.map(goJsonString).join(',')}]`
}

function escapeChar(char: string): string {
  if (char === '"' || char === '\\') return `\\${char}`
  if (char === '\n') return '\\n'
  if (char === '\r') return '\\r'
  if (char === '\t') return '\\t'
  if (/\p{Cs}/u.test(char)) return '\\ufffd'
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
}
