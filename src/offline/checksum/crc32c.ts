import { crc32cModule } from './crc32c-module.ts'

const polynomial = 0x82f63b78
const tableCount = 16
const tableBytes = tableCount * 1024

/** The part of the global object that is used; the type libraries of this project leave it out. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object) => { readonly exports: unknown }
}

type Update = (crc: number, at: number, end: number) => number

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer }
  readonly update: Update
}

interface Machine {
  readonly update: Update
  /** The part of the module's memory after the tables. */
  readonly input: Uint8Array
}

let machine: Machine | undefined

/**
 * CRC-32C of the bytes from `start` to `end`, going on from `seed`: 0 at the beginning of a stream, then the result for
 * what came before. Results are unsigned.
 */
export function crc32c(seed: number, bytes: Uint8Array, start = 0, end = bytes.length): number {
  machine ??= createMachine()
  const { update, input } = machine
  let crc = ~seed
  for (let at = start; at < end; at += input.length) {
    const length = Math.min(end - at, input.length)
    input.set(length === bytes.length ? bytes : bytes.subarray(at, at + length))
    crc = update(crc, tableBytes, tableBytes + length)
  }
  return ~crc >>> 0
}

function createMachine(): Machine {
  const module = new WebAssembly.Module(Buffer.from(crc32cModule, 'base64'))
  const { memory, update } = new WebAssembly.Instance(module).exports as Exports
  const { buffer } = memory
  fillTables(new Uint32Array(buffer, 0, tableCount * 256))
  return { update, input: new Uint8Array(buffer, tableBytes) }
}

/** Table 0 is what a byte adds when it is the last one; each further table has one more zero byte behind it. */
function fillTables(tables: Uint32Array): void {
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? polynomial : 0)
    tables[byte] = crc
  }
  for (let at = 256; at < tables.length; at++) {
    const crc = tables[at - 256] ?? 0
    tables[at] = (crc >>> 8) ^ (tables[crc & 0xff] ?? 0)
  }
}
