import type { Profile } from '../cli/profile.ts'
import { hashRow, type OfflineResults, type OfflineRow, statusRow } from './offline.ts'
import type { RendererOf } from './results.ts'
import { renderTable, tableStyle } from './table.ts'

/** Tables of one row, in the style of the release. */
export const offlineTable: RendererOf<OfflineResults> = {
  snapshotStatus: (status, { profile }) => draw(statusRow(status), profile),
  hashKv: (hash, { profile }) => draw(hashRow(hash), profile),
  verification: undefined,
}

function draw({ header, row }: OfflineRow, profile: Profile): string[] {
  return [renderTable({ header, rows: [row], style: tableStyle(profile) })]
}
