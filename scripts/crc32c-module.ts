import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { moduleFile } from './module-file.ts'

/**
 * Assembles the WebAssembly module of src/offline/checksum/crc32c.ts and writes it as text into src/offline/checksum/crc32c-module.ts.
 *
 * The module exports two pages of memory and `update(crc, at, end)`, which takes sixteen bytes a round, each looked up in
 * a table of its own. The tables stand at the beginning of the memory; table k, 1 KiB long, tells what a byte with k more
 * bytes behind it adds to the result.
 */

const memoryPages = 4
const i32 = 0x7f
const [crc, at, end, word] = [0, 1, 2, 3]

const get = (local: number): number[] => [0x20, local]
const set = (local: number): number[] => [0x21, local]
const constant = (value: number): number[] => [0x41, ...signed(value)]
const load = (offset: number): number[] => [0x28, 2, ...unsigned(offset)]
const loadUnaligned = (offset: number): number[] => [0x28, 0, ...unsigned(offset)]
const loadByte = [0x2d, 0, 0]
const [add, and, xor, shiftLeft, shiftRight, isAbove] = [0x6a, 0x71, 0x73, 0x74, 0x76, 0x4b]
const loop = [0x03, 0x40]
const block = [0x02, 0x40]
const [branch, branchIf, close] = [0x0c, 0x0d, 0x0b]

function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)]
}

function signed(value: number): number[] {
  const isLast = value >= -0x40 && value < 0x40
  return isLast ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)]
}

/** Looks up byte `index` of the local `word` in the table of `behind`. */
function lookUp(index: number, behind: number): number[] {
  const place = index === 0 ? [...constant(2), shiftLeft] : [...constant(8 * index - 2), shiftRight]
  return [...get(word), ...place, ...constant(0x3fc), and, ...load(1024 * behind)]
}

/** Leaves on the stack what the four bytes at `at + offset` add, the first four together with the sum so far. */
function fourBytes(offset: number): number[] {
  const first = offset === 0 ? [...get(crc), xor] : []
  const bytes = [0, 1, 2, 3].map((index) => lookUp(index, 15 - offset - index))
  const sum = bytes.flatMap((code, index) => (index === 0 ? code : [...code, xor]))
  return [...get(at), ...loadUnaligned(offset), ...first, ...set(word), ...sum]
}

function advance(count: number): number[] {
  return [...get(at), ...constant(count), add, ...set(at)]
}

/** Repeats `body` as long as `count` more bytes are there. */
function whileThereAre(count: number, body: number[]): number[] {
  const leave = [...get(at), ...constant(count), add, ...get(end), isAbove, branchIf, 1]
  return [...block, ...loop, ...leave, ...body, branch, 0, close, close]
}

function updateBody(): number[] {
  const sixteen = [0, 4, 8, 12].flatMap((offset) => [...fourBytes(offset), ...(offset === 0 ? [] : [xor])])
  const index = [...get(at), ...loadByte, ...get(crc), xor, ...constant(0xff), and, ...constant(2), shiftLeft]
  const one = [...index, ...load(0), ...get(crc), ...constant(8), shiftRight, xor]
  return [
    ...whileThereAre(16, [...sixteen, ...set(crc), ...advance(16)]),
    ...whileThereAre(1, [...one, ...set(crc), ...advance(1)]),
    ...get(crc),
    close,
  ]
}

function sized(bytes: number[]): number[] {
  return [...unsigned(bytes.length), ...bytes]
}

function name(text: string): number[] {
  return sized([...Buffer.from(text)])
}

function section(id: number, items: number[][]): number[] {
  return [id, ...sized([...unsigned(items.length), ...items.flat()])]
}

/** The bytes of the module. */
export function assemble(): Uint8Array {
  const oneLocal = [1, 1, i32]
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [[0x60, 3, i32, i32, i32, 1, i32]]),
    ...section(3, [[0]]),
    ...section(5, [[0, memoryPages]]),
    ...section(7, [
      [...name('memory'), 2, 0],
      [...name('update'), 0, 0],
    ]),
    ...section(10, [sized([...oneLocal, ...updateBody()])]),
  ])
}

/** The generated file. */
export function crc32cModule(): string {
  return moduleFile('crc32cModule', assemble(), 'scripts/crc32c-module.ts')
}

if (process.argv[1] === import.meta.filename)
  writeFileSync(join(import.meta.dirname, '..', 'src', 'offline', 'checksum', 'crc32c-module.ts'), crc32cModule())
