import { authSimple } from './auth.ts'
import { leaseSimple } from './lease.ts'
import { maintenanceSimple } from './maintenance.ts'
import type { Renderer } from './results.ts'
import { simpleEndpoints } from './simple-endpoints.ts'
import { simplePairs } from './simple-pairs.ts'
import { txnSimple } from './transaction.ts'
import { watchSimple } from './watch.ts'

/** The format for people. */
export const simple: Renderer = {
  ...simplePairs,
  ...simpleEndpoints,
  ...txnSimple,
  ...watchSimple,
  ...leaseSimple,
  ...maintenanceSimple,
  ...authSimple,
}
