import type { Profile } from '../cli/profile.ts'
import { authTable } from './auth.ts'
import { type Columns, hashKvTable, healthTable, memberTable, statusTable } from './columns.ts'
import { leaseTable } from './lease.ts'
import { maintenanceTable } from './maintenance.ts'
import type { Renderer } from './results.ts'
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
  memberList: (response, { profile }) => draw(memberTable(response), profile),
  endpointHealth: (health, { profile }) => draw(healthTable(health), profile),
  endpointStatus: (statuses, { profile }) => draw(statusTable(statuses, profile), profile),
  endpointHashKv: (hashes, { profile }) => draw(hashKvTable(hashes, profile), profile),
}

function draw(columns: Columns, profile: Profile): string[] {
  return [renderTable({ ...columns, style: tableStyle(profile) })]
}
