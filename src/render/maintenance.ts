import type { RendererOf } from './results.ts'

/** The kinds of the results of member changes, alarms, move-leader and downgrade. */
export type MaintenanceResults = {}

export const maintenanceSimple: RendererOf<MaintenanceResults> = {}

export const maintenanceJson: RendererOf<MaintenanceResults> = {}

export const maintenanceFields: RendererOf<MaintenanceResults> = {}

export const maintenanceProtobuf: RendererOf<MaintenanceResults> = {}

export const maintenanceTable: RendererOf<MaintenanceResults> = {}
