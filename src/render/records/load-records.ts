import { recordLine } from '../jsonl.ts'
import { textPieces } from '../pieces.ts'
import type { Render, ResultKind, Results } from '../results.ts'
import type { AllRecords, RecordsOf } from './record.ts'

/** How the format `jsonl` prints a kind of result: a record a line. */
export async function recordLines<K extends ResultKind>(kind: K): Promise<Render<Results[K]> | undefined> {
  const all: Partial<RecordsOf<Results>> = await allRecords()
  const records = all[kind]
  return records && ((result, options) => textPieces(records(result, options), recordLine))
}

async function allRecords(): Promise<AllRecords> {
  const { keyRecords } = await import('./keys.ts')
  const { transactionRecords } = await import('./transactions.ts')
  const { watchRecords } = await import('./watch.ts')
  const { leaseRecords } = await import('./leases.ts')
  const { memberRecords } = await import('./members.ts')
  const { endpointRecords } = await import('./endpoints.ts')
  const { maintenanceRecords } = await import('./maintenance.ts')
  const { authRecords } = await import('./auth.ts')
  const { offlineRecords } = await import('./offline.ts')
  return {
    ...keyRecords,
    ...transactionRecords,
    ...watchRecords,
    ...leaseRecords,
    ...memberRecords,
    ...endpointRecords,
    ...maintenanceRecords,
    ...authRecords,
    ...offlineRecords,
  }
}
