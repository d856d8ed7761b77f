import { authTable } from './auth.ts'
import { type Columns, hashKvTable, healthTable, memberTable, statusTable } from './columns.ts'
import { leaseTable } from './lease.ts'
import { maintenanceTable } from './maintenance.ts'
import type { Renderer, RenderOptions } from './results.ts'
import { renderTable, tableStyle } from './table.ts'
import { txnTable } from './transaction.ts'
import { watchTable } from './watch.ts'

/** Tables, in the style of the release. */
export const table: Renderer = {
  ...txnTable,
  ...watchTable,
  ...leaseTable,
  ...maintenanceTable,
  ...authTable,
  get: undefined,
  put: undefined,
  del: undefined,
  memberList: (response, options) => draw(memberTable(response), options),
  endpointHealth: (health, options) => draw(healthTable(health), options),
  endpointStatus: (statuses, options) => draw(statusTable(statuses, options.profile), options),
  endpointHashKv: (hashes, options) => draw(hashKvTable(hashes, options.profile), options),
}

function draw(columns: Columns, { profile, isEscaped }: RenderOptions): string[] {
  return [renderTable({ ...columns, style: tableStyle(profile), isEscaped })]
}
