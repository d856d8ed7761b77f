/** Copies of pieces that each hold until the next is asked for. */
export function copiesOf(pieces: Iterable<Uint8Array>): Uint8Array[] {
  const copies: Uint8Array[] = []
  for (const piece of pieces) copies.push(new Uint8Array(piece))
  return copies
}
