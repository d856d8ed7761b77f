import { argumentBytes } from '../base/arguments.ts'
import type { RenderOptions } from './results.ts'

/** Records a line: fields stand below each other on a terminal, the last one as it is, and are separated by tabs anywhere else. */
export function* alignedRows(
  rows: readonly (readonly string[])[],
  { isTerminal = false }: Pick<RenderOptions, 'isTerminal'>,
): Generator<Uint8Array> {
  const widths = isTerminal ? widthsOf(rows) : []
  const between = isTerminal ? '  ' : '\t'
  for (const row of rows) {
    const fields = row.map((field, at) => (at === row.length - 1 ? field : field.padStart(widths[at] ?? 0)))
    yield argumentBytes(`${fields.join(between)}\n`)
  }
}

function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const widths: number[] = []
  for (const row of rows) {
    for (const [at, field] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, field.length)
  }
  return widths
}
