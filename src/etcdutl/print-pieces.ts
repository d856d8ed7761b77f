import type { Io } from '../base/io.ts'

/** A piece of output, of some size; a remark belongs on stderr, in order with the rest. */
export type Piece = Uint8Array | { readonly remark: string }

/** Writes the pieces in order, each before the next one is asked for; waits for a slow reader. */
export async function printPieces(io: Io, pieces: Iterable<Piece>): Promise<void> {
  for (const piece of pieces) {
    if ('remark' in piece) await io.stderr.write(`${piece.remark}\n`)
    else if (piece.length > 0) await io.stdout.write(piece)
  }
}
