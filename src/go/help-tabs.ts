const tabWidth = 8

/**
 * Aligns cells as Go's text/tabwriter does with tabs eight wide. A cell ends at a tab; what follows the last tab of a line
 * is not a cell. Neighbouring lines that have a cell in the same column share its width.
 */
export function alignTabs(text: string): string {
  const lines = text.split('\n').map((line) => line.split('\t'))
  return alignColumn(lines, 0).join('\n')
}

/** Joins the cells from `column` on, one text a line; the lines agree on what stands before. */
function alignColumn(lines: readonly (readonly string[])[], column: number): string[] {
  const out: string[] = []
  for (let start = 0; start < lines.length; ) {
    let end = start
    while (end < lines.length && column < cellCount(lines[end])) end++
    if (end === start) {
      out.push(cellAt(lines[start], column))
      start++
      continue
    }
    const block = lines.slice(start, end)
    const width = columnWidth(block, column)
    const rest = alignColumn(block, column + 1)
    for (const [at, line] of block.entries()) out.push(padded(cellAt(line, column), width) + (rest[at] ?? ''))
    start = end
  }
  return out
}

function columnWidth(block: readonly (readonly string[])[], column: number): number {
  const longest = Math.max(...block.map((line) => length(cellAt(line, column))))
  return Math.ceil((longest + 1) / tabWidth) * tabWidth
}

function padded(cell: string, width: number): string {
  return cell + '\t'.repeat(Math.ceil((width - length(cell)) / tabWidth))
}

function cellCount(line: readonly string[] | undefined): number {
  return (line?.length ?? 1) - 1
}

function cellAt(line: readonly string[] | undefined, column: number): string {
  return line?.[column] ?? ''
}

function length(text: string): number {
  return [...text].length
}
