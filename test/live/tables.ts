const boxToPlain: Readonly<Record<string, string>> = { '─': '-', '│': '|' }

export function isTable(text: string): boolean {
  return /^[+┌]/.test(text)
}

/** Redraws a box table in ASCII; one without rows gets the rule that only ASCII tables have. */
export function boxToAscii(table: string): string {
  const ascii = table.replace(/[─-╿]/g, (char) => boxToPlain[char] ?? '+')
  return table.includes('├') ? ascii : ascii.replace(/(\+[-+]*\n)$/, '$1$1')
}

/**
 * Puts `*` for one column when it is drawn as its contents ask (`accepts` judges each cell), so that a width which
 * follows from a changing value is checked and then forgotten. A table drawn otherwise comes back as it is.
 */
export function maskColumn(table: string, header: string, accepts: (cell: string) => boolean): string {
  const rows = table.split('\n').map(splitKeepingBorders)
  const column = rows[1]?.findIndex((cell) => cell.trim() === header) ?? -1
  if (column < 0) return table
  const cells = rows.flatMap((row) => row[column] ?? [])
  const body = cells.filter((cell, index) => index > 1 && !isRule(cell))
  const width = Math.max(header.length, ...body.map((cell) => cell.trim().length)) + 2
  const drawnWell = cells.every((cell) => (isRule(cell) ? cell.length === width : fits(cell, header, width)))
  if (!drawnWell || !body.every((cell) => accepts(cell.trim()))) return table
  return rows.map((row) => row.map((cell, index) => (index === column ? '*' : cell)).join('')).join('\n')
}

/** Cells and, between them, borders. */
function splitKeepingBorders(line: string): string[] {
  if (/^[┌├└]/.test(line)) return line.split(/([┌┬┐├┼┤└┴┘])/)
  return line.startsWith('+') ? line.split(/(\+)/) : line.split(/([|│])/)
}

function isRule(cell: string): boolean {
  return /^[-─]+$/.test(cell)
}

function fits(cell: string, header: string, width: number): boolean {
  const text = cell.trim()
  if (text !== header) return cell === `${text.padStart(width - 1)} `
  const left = Math.floor((width - text.length) / 2)
  return cell === text.padStart(left + text.length).padEnd(width)
}
