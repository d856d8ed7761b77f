import type { Columns } from './results.ts'

/** The rows as `simple` shows them: a line each, the cells joined with commas. */
export function rowLines({ rows }: Columns): string[] {
  return rows.map((row) => `${row.join(', ')}\n`)
}
