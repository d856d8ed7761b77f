import type { Layer } from '../connection/stage.ts'

/** Why an endpoint could not be reached. */
export interface Diagnosis {
  readonly layer: Layer
  readonly cause: string
  /** What the operator should look at. */
  readonly check: string
  /** True when waiting cannot help: the endpoint is not tried again. */
  readonly isPermanent: boolean
}
