const furthestTypo = 2

/**
 * The names that `typed` may have been meant for, in the order given: at most two edits away, or beginning with it.
 * Letter case does not count.
 */
export function suggestionsFor(typed: string, names: readonly string[]): string[] {
  const wanted = typed.toLowerCase()
  return names.filter((name) => {
    const known = name.toLowerCase()
    return known.startsWith(wanted) || editDistance(Buffer.from(wanted), Buffer.from(known)) <= furthestTypo
  })
}

/** Returns the Levenshtein distance in bytes. */
function editDistance(from: Uint8Array, to: Uint8Array): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (const [row, byte] of from.entries()) {
    const current = [row + 1]
    for (const [column, other] of to.entries()) {
      const changed = at(previous, column) + (byte === other ? 0 : 1)
      current.push(Math.min(changed, at(previous, column + 1) + 1, at(current, column) + 1))
    }
    previous = current
  }
  return at(previous, to.length)
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? 0
}
