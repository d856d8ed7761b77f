const tooLongPenalty = 100000

/**
 * Breaks a text at its spaces and newlines into lines of at most `limit` columns, as evenly as possible; a word that is
 * wider raises the limit for the whole text. `widthOf` counts columns. Each space ends one word, so runs of spaces survive as empty words.
 */
export function wrapWords(text: string, limit: number, widthOf: (text: string) => number): string[] {
  const words = text.replaceAll('\n', ' ').split(' ')
  const widths = words.map(widthOf)
  const breaks = chooseBreaks(widths, Math.max(limit, ...widths))
  const lines: string[] = []
  for (let from = 0; from < words.length; from = breaks[from] ?? words.length) {
    lines.push(words.slice(from, breaks[from]).join(' '))
  }
  return lines
}

/**
 * For each word the index after the last word of its line, if it were the first of one. The cost of a break is the squared
 * free space of its line plus the cost of the rest; the last line is free, and the earliest break wins a tie.
 */
function chooseBreaks(widths: readonly number[], limit: number): number[] {
  const count = widths.length
  const breaks: number[] = new Array(count).fill(count)
  const costs: number[] = new Array(count).fill(0)
  let restWidth = -1
  for (let first = count - 1; first >= 0; first--) {
    restWidth += (widths[first] ?? 0) + 1
    if (restWidth <= limit) continue
    const { at, cost } = cheapestBreak(widths, costs, { first, limit })
    breaks[first] = at
    costs[first] = cost
  }
  return breaks
}

interface Search {
  readonly first: number
  readonly limit: number
}

function cheapestBreak(widths: readonly number[], costs: readonly number[], { first, limit }: Search) {
  let best = { at: first + 1, cost: Number.POSITIVE_INFINITY }
  let lineWidth = -1
  for (let at = first + 1; at < widths.length; at++) {
    lineWidth += (widths[at - 1] ?? 0) + 1
    const penalty = lineWidth > limit ? tooLongPenalty : 0
    const cost = (limit - lineWidth) ** 2 + (costs[at] ?? 0) + penalty
    if (cost < best.cost) best = { at, cost }
  }
  return best
}
