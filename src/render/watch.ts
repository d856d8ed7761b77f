import type { RendererOf } from './results.ts'

/** The kinds of the results of watch. */
export type WatchResults = {}

export const watchSimple: RendererOf<WatchResults> = {}

export const watchJson: RendererOf<WatchResults> = {}

export const watchFields: RendererOf<WatchResults> = {}

export const watchProtobuf: RendererOf<WatchResults> = {}

export const watchTable: RendererOf<WatchResults> = {}
