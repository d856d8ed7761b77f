import { fnv1a64 } from '../../../src/offline/checksum/fnv1a.ts'
import type { Damaged, DatabaseKind } from './kinds.ts'
import type { Random } from './random.ts'

const header = 16
const element = 16
const leafFlag = 2
const branchFlag = 1

interface Field {
  readonly at: number
  readonly bytes: 2 | 4 | 8
}

/** Numbers that readers stumble over: none, one, just above and below what is there, and as many as fit. */
function oddNumber(now: bigint, bytes: number, most: number, random: Random): bigint {
  const largest = (1n << BigInt(8 * bytes)) - 1n
  const some = [0n, 1n, 2n, now + 1n, now - 1n, now * 2n, now ^ 0x100n, BigInt(random(most)), largest, largest - 7n]
  return BigInt.asUintN(8 * bytes, oneOf([...some, largest >> 1n, (largest >> 1n) + 1n], random))
}

function setField(sound: Buffer, { at, bytes: width }: Field, random: Random, name: string): Damaged {
  const bytes = Buffer.from(sound)
  if (at < 0 || at + width > bytes.length) return { what: 'none', bytes }
  const now = readNumber(bytes, at, width)
  const value = oddNumber(now, width, Math.min(bytes.length, 1 << 20), random)
  writeNumber(bytes, at, width, value)
  return { what: `${name} at ${at}: ${now} to ${value}`, bytes }
}

function readNumber(bytes: Buffer, at: number, width: number): bigint {
  return width === 8 ? bytes.readBigUInt64LE(at) : BigInt(bytes.readUIntLE(at, width))
}

function writeNumber(bytes: Buffer, at: number, width: number, value: bigint): void {
  if (width === 8) bytes.writeBigUInt64LE(value, at)
  else bytes.writeUIntLE(Number(value), at, width)
}

function oneOf<T>(list: readonly T[], random: Random): T {
  return list[random(list.length)] as T
}

/** Where pages begin that say they are of one of these kinds. */
export function pagesOfKind(sound: Buffer, pageSize: number, flags: readonly number[]): number[] {
  const all = Array.from({ length: Math.floor(sound.length / pageSize) }, (_, id) => id * pageSize)
  return all.filter((at) => flags.includes(sound.readUInt16LE(at + 8)) && sound.readUInt16LE(at + 10) > 0)
}

function anyPage(sound: Buffer, pageSize: number, flags: readonly number[], random: Random): number | undefined {
  const pages = pagesOfKind(sound, pageSize, flags)
  return pages.length === 0 ? undefined : oneOf(pages, random)
}

function anyElement(sound: Buffer, pageSize: number, flags: number, random: Random): number {
  const page = anyPage(sound, pageSize, [flags], random)
  if (page === undefined) return -1
  return page + header + element * random(sound.readUInt16LE(page + 10))
}

/** Moves the border between a key and its value, or between two entries, and leaves no gap. */
function moveBorder(sound: Buffer, random: Random, pageSize: number): Damaged {
  const bytes = Buffer.from(sound)
  const at = anyElement(sound, pageSize, leafFlag, random)
  if (at < 0) return { what: 'none', bytes }
  const [keySize, valueSize] = [bytes.readUInt32LE(at + 8), bytes.readUInt32LE(at + 12)]
  const step = oneOf([1, -1, 2, -2, 8, keySize, valueSize], random)
  if (keySize + step < 0 || valueSize - step < 0) return { what: 'none', bytes }
  bytes.writeUInt32LE(keySize + step, at + 8)
  bytes.writeUInt32LE(valueSize - step, at + 12)
  return { what: `border of element at ${at} by ${step}`, bytes }
}

function moveEntry(sound: Buffer, random: Random, pageSize: number): Damaged {
  const bytes = Buffer.from(sound)
  const page = anyPage(sound, pageSize, [leafFlag], random)
  const count = page === undefined ? 0 : bytes.readUInt16LE(page + 10)
  if (page === undefined || count < 2) return { what: 'none', bytes }
  const at = page + header + element * random(count - 1)
  const step = oneOf([1, -1, 3, -3], random)
  const size = bytes.readUInt32LE(at + 12)
  const next = at + element
  const place = bytes.readUInt32LE(next + 4)
  const nextKey = bytes.readUInt32LE(next + 8)
  if (size + step < 0 || nextKey - step < 0) return { what: 'none', bytes }
  bytes.writeUInt32LE(size + step, at + 12)
  bytes.writeUInt32LE((place + step) >>> 0, next + 4)
  bytes.writeUInt32LE(nextKey - step, next + 8)
  return { what: `border behind element at ${at} by ${step}`, bytes }
}

/** An element that is gone, or there twice, with all places set right but none of the others moved. */
function dropElement(sound: Buffer, random: Random, pageSize: number): Damaged {
  const bytes = Buffer.from(sound)
  const page = anyPage(sound, pageSize, [leafFlag, branchFlag], random)
  if (page === undefined) return { what: 'none', bytes }
  const count = bytes.readUInt16LE(page + 10)
  const index = random(count)
  bytes.copy(
    bytes,
    page + header + element * index,
    page + header + element * (index + 1),
    page + header + element * count,
  )
  bytes.writeUInt16LE(count - 1, page + 10)
  return { what: `element ${index} of ${count} at ${page} taken out`, bytes }
}

function swapElements(sound: Buffer, random: Random, pageSize: number): Damaged {
  const bytes = Buffer.from(sound)
  const page = anyPage(sound, pageSize, [leafFlag, branchFlag], random)
  if (page === undefined) return { what: 'none', bytes }
  const count = bytes.readUInt16LE(page + 10)
  const [a, b] = [0, 1].map(() => page + header + element * random(count)) as [number, number]
  sound.copy(bytes, a, b, b + element)
  sound.copy(bytes, b, a, a + element)
  return { what: `elements at ${a} and ${b} swapped`, bytes }
}

/** The page of a bucket's tree, its counter, or the page that it holds itself. */
function changeBucket(sound: Buffer, random: Random, pageSize: number): Damaged {
  const bytes = Buffer.from(sound)
  const buckets = pagesOfKind(sound, pageSize, [leafFlag]).flatMap((page) => {
    return Array.from({ length: sound.readUInt16LE(page + 10) }, (_, index) => page + header + element * index)
      .filter((at) => sound.readUInt32LE(at) === 1)
      .map((at) => ({
        at: at + sound.readUInt32LE(at + 4) + sound.readUInt32LE(at + 8),
        size: sound.readUInt32LE(at + 12),
      }))
  })
  const places = buckets.filter(({ at, size }) => at + size <= sound.length && size >= header)
  if (places.length === 0) return { what: 'none', bytes }
  const [{ at, size }, other] = [oneOf(places, random), oneOf(places, random)]
  if (random(3) === 0) {
    sound.copy(bytes, at, other.at, other.at + 8)
    return { what: `bucket at ${at} has the tree of the one at ${other.at}`, bytes }
  }
  if (size > 32 && random(2) === 0)
    return setField(sound, { at: at + 16 + oneOf([8, 10, 12], random), bytes: 2 }, random, 'inline page')
  return setField(sound, { at: at + oneOf([0, 8], random), bytes: 8 }, random, 'bucket header')
}

/** One field of the meta pages, with a checksum that is right. */
function changeMeta(sound: Buffer, random: Random, pageSize: number): Damaged {
  const bytes = Buffer.from(sound)
  const field = oneOf([0, 4, 8, 12, 16, 24, 32, 40, 48], random)
  const width = field < 16 ? 4 : 8
  const what = oneOf([[0], [1], [0, 1]], random).map((id) => {
    const at = id * pageSize + header
    const now = readNumber(bytes, at + field, width)
    const value = oddNumber(now, width, Math.floor(bytes.length / pageSize) + 2, random)
    writeNumber(bytes, at + field, width, value)
    bytes.writeBigUInt64LE(fnv1a64(bytes.subarray(at, at + 56)), at + 56)
    return `meta ${id} field ${field}: ${now} to ${value}`
  })
  return { what: what.join(', '), bytes }
}

function blocks(sound: Buffer, random: Random, size: number) {
  const count = Math.max(1, Math.floor(sound.length / size))
  return [size * random(count), size * random(count)] as const
}

/** Fields of pages, set to what a reader may stumble over, and what other programs do to files. */
export const fieldKinds: Readonly<Record<string, DatabaseKind>> = {
  'a field of a page header': (sound, random, pageSize) => {
    const page = oneOf(pagesOfKind(sound, pageSize, [branchFlag, leafFlag, 4, 16]), random) ?? 0
    const field = oneOf<[number, 2 | 4 | 8, string]>(
      [
        [0, 8, 'number'],
        [8, 2, 'flags'],
        [10, 2, 'count'],
        [12, 4, 'overflow'],
      ],
      random,
    )
    return setField(sound, { at: page + field[0], bytes: field[1] }, random, field[2])
  },
  'a field of a leaf element': (sound, random, pageSize) => {
    const at = anyElement(sound, pageSize, leafFlag, random)
    return setField(sound, { at: at < 0 ? -1 : at + 4 * random(4), bytes: 4 }, random, 'element')
  },
  'a field of a branch element': (sound, random, pageSize) => {
    const at = anyElement(sound, pageSize, branchFlag, random)
    return setField(sound, { at: at < 0 ? -1 : at + 4 * random(2), bytes: 4 }, random, 'branch element')
  },
  'the border of a key': moveBorder,
  'the border of an entry': moveEntry,
  'an element less': dropElement,
  'two elements swapped': swapElements,
  'the header of a bucket': changeBucket,
  'a field of the meta pages, with a checksum': changeMeta,
  'a block swapped': (sound, random) => {
    const bytes = Buffer.from(sound)
    const size = 512 << random(4)
    const [a, b] = blocks(sound, random, size)
    sound.copy(bytes, a, b, b + size)
    sound.copy(bytes, b, a, a + size)
    return { what: `${size} bytes at ${a} and ${b} swapped`, bytes }
  },
  'a block over another': (sound, random) => {
    const bytes = Buffer.from(sound)
    const size = 512 << random(4)
    const [a, b] = blocks(sound, random, size)
    sound.copy(bytes, a, b, b + size)
    return { what: `${size} bytes at ${b} over those at ${a}`, bytes }
  },
  'a page put in': (sound, random, pageSize) => {
    const [a, b] = blocks(sound, random, pageSize)
    const bytes = Buffer.concat([sound.subarray(0, a), sound.subarray(b, b + pageSize), sound.subarray(a)])
    return { what: `page at ${b} once more at ${a}`, bytes }
  },
  'a page taken out': (sound, random, pageSize) => {
    const [a] = blocks(sound, random, pageSize)
    return {
      what: `page at ${a} taken out`,
      bytes: Buffer.concat([sound.subarray(0, a), sound.subarray(a + pageSize)]),
    }
  },
  'a byte put in': (sound, random) => {
    const at = random(sound.length)
    const bytes = Buffer.concat([sound.subarray(0, at), Buffer.of(random(256)), sound.subarray(at)])
    return { what: `a byte more at ${at}`, bytes }
  },
  'a byte taken out': (sound, random) => {
    const at = random(sound.length)
    return { what: `byte ${at} taken out`, bytes: Buffer.concat([sound.subarray(0, at), sound.subarray(at + 1)]) }
  },
  longer: (sound, random, pageSize) => {
    const more = Buffer.alloc(oneOf([1, 31, 32, 512, pageSize, 3 * pageSize + 7], random), random(2) * 0x55)
    return { what: `${more.length} bytes more`, bytes: Buffer.concat([sound, more]) }
  },
  'another file behind it': (sound, random) => ({
    what: 'the file twice',
    bytes: Buffer.concat([sound, sound.subarray(random(2) * 4096)]),
  }),
  'a bit that hangs': (sound, random) => {
    const bytes = Buffer.from(sound)
    const [step, first] = [512 << random(4), random(512)]
    const bit = 1 << random(8)
    for (let at = first; at < bytes.length; at += step) bytes[at] = (bytes[at] ?? 0) | bit
    return { what: `bit ${bit} set in each of ${step} from ${first}`, bytes }
  },
  'moved as text': (sound, random) => {
    const bytes =
      random(2) === 0
        ? Buffer.from(sound.toString('utf8'))
        : Buffer.from(sound.toString('latin1').replaceAll('\n', '\r\n'), 'latin1')
    return { what: 'as text', bytes }
  },
  'words in the wrong order': (sound, random, pageSize) => {
    const bytes = Buffer.from(sound)
    const at = pageSize * random(Math.floor(bytes.length / pageSize))
    bytes.subarray(at, at + pageSize).swap32()
    return { what: `words of the page at ${at}`, bytes }
  },
}
