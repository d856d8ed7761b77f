import type { RendererOf } from './results.ts'

/** The kinds of the results of the lease commands. */
export type LeaseResults = {}

export const leaseSimple: RendererOf<LeaseResults> = {}

export const leaseJson: RendererOf<LeaseResults> = {}

export const leaseFields: RendererOf<LeaseResults> = {}

export const leaseProtobuf: RendererOf<LeaseResults> = {}

export const leaseTable: RendererOf<LeaseResults> = {}
