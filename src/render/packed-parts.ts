import type { KeyValue } from '../rpc/messages.ts'
import type { PackedPairs } from '../rpc/packed-pairs.ts'
import { packedPairsModule } from './packed-pairs-module.ts'
import { isPrintablePoint } from './quote.ts'

/**
 * What is written of each key-value: its key and its value, a line each; the value's line alone; a comma and its object in JSON; or its
 * lines of fields, with a decimal lease.
 */
export type Form = keyof typeof numbers

/** What src/wasm calls the forms. */
const numbers = { lines: 0, valueLines: 1, json: 2, fields: 3 } as const

/** The part of the global object that is used; the type libraries of this project leave it out. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object, imports: object) => { readonly exports: unknown }
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

let machine: Machine | undefined

/**
 * The key-values as they are written in this form, in large pieces, by the code in src/wasm; a key-value itself in its place where it is
 * not as servers write it, or too large. Each piece holds until the next is asked for. Throws as the iterator of the key-values does.
 */
export function* packedParts(pairs: PackedPairs, form: Form): Generator<Uint8Array | KeyValue, void, undefined> {
  machine ??= createMachine()
  const { input, output, write, written } = machine
  const { bytes } = pairs
  if (bytes.length > input.length) {
    yield* pairs
    return
  }
  for (let at = 0; at < bytes.length; ) {
    if (machine.holds !== pairs) input.set(bytes)
    machine.holds = pairs
    const next = write(numbers[form], at, bytes.length)
    if (next > at) yield output.subarray(0, written())
    at = next
    if (at === bytes.length) return
    const { kv, end } = pairs.pairAt(at)
    yield kv
    at = end
  }
}

function createMachine(): Machine {
  const module = new WebAssembly.Module(Buffer.from(packedPairsModule, 'base64'))
  const instance = new WebAssembly.Instance(module, { 'packed-pairs': { isPrintable: isPrintablePoint } })
  const { memory, input, output, write, written } = instance.exports as Exports
  return {
    write,
    written,
    input: new Uint8Array(memory.buffer, input.value, output.value - input.value),
    output: new Uint8Array(memory.buffer, output.value),
  }
}
