import { roomFor } from '../base/bytes.ts'

/** Large enough that a piece is worth a write of its own, small enough that the first is there at once. */
const pieceSize = 64 * 1024

/** The texts of all items in order, joined: a million small chunks would cost more than the keys in them. */
export function* textPieces<T>(items: Iterable<T>, toText: (item: T) => string): Generator<string> {
  let piece = ''
  for (const item of items) {
    piece += toText(item)
    if (piece.length < pieceSize) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
}

const newline = 10

/** The lines of all items in order, joined. Bytes stay unchanged. */
export function* linePieces<T>(
  items: Iterable<T | Uint8Array>,
  linesOf: (item: T) => readonly Uint8Array[],
): Generator<Uint8Array> {
  let lines: Uint8Array[] = []
  let size = 0
  for (const item of items) {
    const isPiece = item instanceof Uint8Array
    for (const line of isPiece ? [] : linesOf(item)) {
      lines.push(line)
      size += line.length + 1
    }
    if (size >= pieceSize || (isPiece && size > 0)) {
      yield joinLines(lines, size)
      lines = []
      size = 0
    }
    if (isPiece) yield item
  }
  if (size > 0) yield joinLines(lines, size)
}

function joinLines(lines: readonly Uint8Array[], size: number): Uint8Array {
  const piece = roomFor(size)
  let at = 0
  for (const line of lines) {
    piece.set(line, at)
    at += line.length
    piece[at++] = newline
  }
  return piece
}
