/** Lines of cells whose columns stand below each other, two spaces apart. */
export function aligned(lines: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const line of lines) for (const [at, text] of line.entries()) widths[at] = Math.max(widths[at] ?? 0, text.length)
  const padded = lines.map((line) => line.map((text, at) => text.padEnd(widths[at] ?? 0)).join('  '))
  return padded.map((line) => line.trimEnd()).join('\n')
}
