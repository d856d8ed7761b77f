import { join } from 'node:path'

/** What a case has in its folder. */
export interface Places {
  readonly folder: string
  /** A data directory. */
  readonly data: string
  /** Its database. */
  readonly database: string
  /** The same bytes elsewhere, and with the SHA-256 of the undamaged ones behind them. */
  readonly bare: string
  readonly snapshot: string
  /** What commands make. */
  readonly restored: string
  readonly backup: string
}

export function databaseOf(dataDir: string): string {
  return join(dataDir, 'member', 'snap', 'db')
}

export function walOf(dataDir: string): string {
  return join(dataDir, 'member', 'wal')
}

export function placesIn(folder: string): Places {
  const data = join(folder, 'data')
  return {
    folder,
    data,
    database: databaseOf(data),
    bare: join(folder, 'bare.db'),
    snapshot: join(folder, 'snapshot.db'),
    restored: join(folder, 'restored'),
    backup: join(folder, 'backup'),
  }
}
