import type { Summary } from './summary.ts'

/** Round trips of each command over a line, from its quickest run beyond what the program takes to say its version. */
export function tripsTable(rows: readonly Summary[]): string {
  const lines = rows.flatMap((row) => {
    const trips = tripsOf(row, rows)
    return trips === undefined ? [] : [`${row.load.padEnd(36)} ${row.program.padEnd(18)} ${trips.toFixed(1)}`]
  })
  return lines.length === 0 ? '' : ['round trips, opening the connection included', ...lines].join('\n')
}

const lineOf = /^(.*), line of (\d+) ms/

/** Undefined for what does not go over a line, or asks nobody. */
export function tripsOf(row: Summary, rows: readonly Summary[]): number | undefined {
  const [, command, tripMs] = lineOf.exec(row.load) ?? []
  if (command === undefined || command === 'version') return undefined
  const own = rows.find(({ load, program }) => load === row.load.replace(command, 'version') && program === row.program)
  return own === undefined ? undefined : (row.wallMinMs - own.wallMinMs) / Number(tripMs)
}
