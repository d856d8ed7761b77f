import type { RendererOf } from './results.ts'

/** The kinds of the results of auth, user and role. */
export type AuthResults = {}

export const authSimple: RendererOf<AuthResults> = {}

export const authJson: RendererOf<AuthResults> = {}

export const authFields: RendererOf<AuthResults> = {}

export const authProtobuf: RendererOf<AuthResults> = {}

export const authTable: RendererOf<AuthResults> = {}
