const ascii = /^[ -~]*$/
const takesNoColumn = /^[\p{Cc}\u2028\u2029\p{Cf}\p{Mn}\p{Me}]$/u

// East Asian wide and full-width characters, and those that a terminal draws as a picture.
const wide =
  /^[\u1100-\u115f\u2329\u232a\u2630-\u2637\u268a-\u268f\u2e80-\u303e\u3041-\u3247\u3250-\ua4c6\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18d08}\u{1aff0}-\u{1b2fb}\u{1d300}-\u{1d376}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]$/u

const colour = /\x1b\[[0-9;]*[mK]/g

/**
 * How many columns the tables of 3.7 reserve for the text: characters are counted one by one, wide ones as 2, marks and
 * control characters as none. Releases up to 3.6 count less for joined emoji.
 */
export function displayWidth(text: string): number {
  if (ascii.test(text)) return text.length
  let width = 0
  for (const char of text.replace(colour, '')) width += charWidth(char)
  return width
}

function charWidth(char: string): number {
  if (takesNoColumn.test(char)) return 0
  return wide.test(char) ? 2 : 1
}
