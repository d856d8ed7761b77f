import { hashRow, type OfflineRow, statusRow } from './offline.ts'
import type { OfflineResults, RendererOf, RenderOptions } from './results.ts'
import { renderTable, tableStyle } from './table.ts'

/** Tables of one row, in the style of the release. */
export const offlineTable: RendererOf<OfflineResults> = {
  snapshotStatus: (status, options) => draw(statusRow(status), options),
  hashKv: (hash, options) => draw(hashRow(hash), options),
  verification: undefined,
}

function draw({ header, row }: OfflineRow, { profile, isEscaped }: RenderOptions): string[] {
  return [renderTable({ header, rows: [row], style: tableStyle(profile), isEscaped })]
}
