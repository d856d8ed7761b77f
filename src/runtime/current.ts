import { type Bun, bunRuntime } from './bun.ts'
import { nodeRuntime } from './node.ts'
import type { Runtime } from './runtime.ts'

const { Bun: bun } = globalThis as { readonly Bun?: Bun }

/** The runtime of this process: Bun in the executables, node elsewhere. */
export const runtime: Runtime = bun === undefined ? nodeRuntime : bunRuntime(bun)
