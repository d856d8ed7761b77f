import { utf8 } from '../base/bytes.ts'
import { TerminalText } from '../base/terminal-text.ts'
import { displayWidth } from './display-width.ts'

/** As `displayWidth`, of the text as a terminal that gets escapes shows it. */
export function escapedWidth(text: string): number {
  const bytes = new TerminalText({ isDimmed: false }).add(utf8(text))
  return displayWidth(new TextDecoder().decode(bytes))
}
