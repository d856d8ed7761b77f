/** Shell-like words. Text is one character a byte (latin1), so that any byte can be written. */

type Piece = { readonly text: string } | { readonly variable: string }
export type Word = readonly Piece[]

export interface Lexed {
  readonly words: readonly Word[]
  /** What follows the first ` #` outside quotes. */
  readonly comment: string
}

interface Cursor {
  readonly line: string
  at: number
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  e: '\x1b',
  '0': '\0',
}

/** Splits a line into words: '…', "…" and $'…' quote, \ escapes, $NAME and ${NAME} are expanded later. */
export function lex(line: string): Lexed {
  const cursor: Cursor = { line, at: 0 }
  const words: Word[] = []
  for (;;) {
    while (line[cursor.at] === ' ') cursor.at += 1
    if (cursor.at >= line.length) return { words, comment: '' }
    if (line[cursor.at] === '#') return { words, comment: line.slice(cursor.at) }
    words.push(readWord(cursor))
  }
}

/** The bytes of a word, one character each; throws for a variable that is not there. */
export function expand(word: Word, variables: ReadonlyMap<string, string>): string {
  return word.map((piece) => ('text' in piece ? piece.text : lookUp(piece.variable, variables))).join('')
}

function lookUp(name: string, variables: ReadonlyMap<string, string>): string {
  const value = variables.get(name)
  if (value === undefined) throw new Error(`no variable $${name} here`)
  return value
}

function readWord(cursor: Cursor): Word {
  const pieces: Piece[] = []
  for (let char = cursor.line[cursor.at]; char !== undefined && char !== ' '; char = cursor.line[cursor.at]) {
    pieces.push(...readPieces(cursor, char))
  }
  return pieces
}

function readPieces(cursor: Cursor, char: string): Piece[] {
  const { line } = cursor
  if (char === "'") return [{ text: readUntil(cursor, "'", 1) }]
  if (line.startsWith("$'", cursor.at)) return [{ text: readEscaped(cursor) }]
  if (char === '"') return readDoubleQuoted(cursor)
  if (char === '$') return [readVariable(cursor)]
  const skip = char === '\\' ? 1 : 0
  const text = line[cursor.at + skip] ?? ''
  cursor.at += skip + 1
  return [{ text }]
}

function readUntil(cursor: Cursor, end: string, skip: number): string {
  const start = cursor.at + skip
  const stop = cursor.line.indexOf(end, start)
  if (stop < 0) throw new Error(`unclosed ${end} in: ${cursor.line}`)
  cursor.at = stop + 1
  return cursor.line.slice(start, stop)
}

function readDoubleQuoted(cursor: Cursor): Piece[] {
  const pieces: Piece[] = [{ text: '' }]
  cursor.at += 1
  for (let char = cursor.line[cursor.at]; char !== '"'; char = cursor.line[cursor.at]) {
    if (char === undefined) throw new Error(`unclosed " in: ${cursor.line}`)
    const next = cursor.line[cursor.at + 1] ?? ''
    if (char === '$') {
      pieces.push(readVariable(cursor))
      continue
    }
    const isEscape = char === '\\' && '"\\$`'.includes(next)
    pieces.push({ text: isEscape ? next : char })
    cursor.at += isEscape ? 2 : 1
  }
  cursor.at += 1
  return pieces
}

function readVariable(cursor: Cursor): Piece {
  const match = /^\$(?:\{(\w+)\}|(\w+))/.exec(cursor.line.slice(cursor.at))
  const name = match?.[1] ?? match?.[2]
  if (match === null || name === undefined) throw new Error(`bad variable in: ${cursor.line}`)
  cursor.at += match[0].length
  return { variable: name }
}

function readEscaped(cursor: Cursor): string {
  const pattern = /\$'((?:[^'\\]|\\.)*)'/y
  pattern.lastIndex = cursor.at
  const match = pattern.exec(cursor.line)
  if (match === null) throw new Error(`unclosed $' in: ${cursor.line}`)
  cursor.at = pattern.lastIndex
  return (match[1] ?? '').replace(/\\(x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|.)/g, (_, code: string) => escaped(code))
}

function escaped(code: string): string {
  if (code.length > 1 && code.startsWith('x')) return String.fromCharCode(Number.parseInt(code.slice(1), 16))
  if (code.length > 1 && code.startsWith('u')) {
    return Buffer.from(String.fromCodePoint(Number.parseInt(code.slice(1), 16))).toString('latin1')
  }
  return escapes[code] ?? code
}
