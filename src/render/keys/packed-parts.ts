import { isPrintablePoint } from '../../go/quote.ts'
import type { PackedPairs } from '../../rpc/key-value/packed-pairs.ts'
import type { KeyValue } from '../../rpc/messages.ts'
import { packedPairsModule } from './packed-pairs-module.ts'

/**
 * What is written of each key-value: its key and its value, a line each; the value's line alone; a comma and its object in JSON; or its
 * lines of fields, with a decimal lease.
 */
export type Form = keyof typeof numbers

/** What src/wasm calls the forms. */
const numbers = { lines: 0, valueLines: 1, json: 2, fields: 3 } as const

/** The part of the global object that is used; the type libraries of this project leave it out. Without a compiler there is none. */
interface WithWebAssembly {
  readonly WebAssembly?: {
    Module: new (bytes: Uint8Array) => object
    Instance: new (module: object, imports: object) => { readonly exports: unknown }
  }
}

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer }
  /** Addresses in the memory. */
  readonly input: { readonly value: number }
  readonly output: { readonly value: number }
  readonly write: (form: number, start: number, end: number) => number
  readonly written: () => number
}

interface Machine extends Pick<Exports, 'write' | 'written'> {
  readonly input: Uint8Array
  readonly output: Uint8Array
  /** Whose bytes lie in the input. */
  holds?: PackedPairs
}

/** Undefined until it is needed first, null where there can be none. */
let machine: Machine | null | undefined

/**
 * The key-values as they are written in this form, in large pieces, by the code in src/wasm; a key-value itself in its place where it is
 * not as servers write it, or too large. Each piece holds until the next is asked for. Throws as the iterator of the key-values does.
 */
export function* packedParts(pairs: PackedPairs, form: Form): Generator<Uint8Array | KeyValue, void, undefined> {
  if (machine === undefined) machine = createMachine()
  const { ahead, bytes, size } = pairs
  if (machine === null || size > machine.input.length) {
    yield* pairs
    return
  }
  const { input, output, write, written } = machine
  for (let at = 0; at < size; ) {
    if (machine.holds !== pairs) {
      input.set(ahead)
      input.set(bytes, ahead.length)
    }
    machine.holds = pairs
    const next = write(numbers[form], at, size)
    if (next > at) yield output.subarray(0, written())
    at = next
    if (at === size) return
    const { kv, end } = pairs.pairAt(at)
    yield kv
    at = end
  }
}

/** Null where the runtime has no WebAssembly, or no address space for it, of which node takes ten gigabytes. */
function createMachine(): Machine | null {
  const { WebAssembly } = globalThis as WithWebAssembly
  if (WebAssembly === undefined) return null
  try {
    const module = new WebAssembly.Module(Buffer.from(packedPairsModule, 'base64'))
    const { exports } = new WebAssembly.Instance(module, { 'packed-pairs': { isPrintable: isPrintablePoint } })
    return machineOf(exports as Exports)
  } catch {
    return null
  }
}

function machineOf({ memory, input, output, write, written }: Exports): Machine {
  return {
    write,
    written,
    input: new Uint8Array(memory.buffer, input.value, output.value - input.value),
    output: new Uint8Array(memory.buffer, output.value),
  }
}
