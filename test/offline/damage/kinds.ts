import { fnv1a64 } from '../../../src/offline/checksum/fnv1a.ts'
import type { Random } from './random.ts'

export interface Damaged {
  readonly what: string
  readonly bytes: Buffer
}

/** Takes the database without a trailing hash. */
export type DatabaseKind = (sound: Buffer, random: Random, pageSize: number) => Damaged

function flip(sound: Buffer, places: readonly number[], what: string, random: Random): Damaged {
  const bytes = Buffer.from(sound)
  for (const at of places) bytes[at] = (bytes[at] ?? 0) ^ (random(2) === 0 ? 1 << random(8) : 1 + random(255))
  return { what: `${what} at ${places.join(', ')}`, bytes }
}

/** The places of pages of one kind; all when there is none. */
function pagesOf(sound: Buffer, pageSize: number, flags?: number): number[] {
  const all = Array.from({ length: Math.floor(sound.length / pageSize) }, (_, id) => id * pageSize)
  const some = all.filter((at) => flags === undefined || sound[at + 8] === flags)
  return some.length > 0 ? some : all
}

function oneOf<T>(list: readonly T[], random: Random): T {
  return list[random(list.length)] as T
}

/** A place of an element's field in a leaf or branch. */
function elementField(sound: Buffer, random: Random, pageSize: number, flags: number, field: number): number {
  const page = oneOf(pagesOf(sound, pageSize, flags), random)
  const count = Math.max(1, Math.min(sound.readUInt16LE(page + 10), pageSize / 16 - 2))
  return Math.min(page + 16 + 16 * random(count) + field + random(4), sound.length - 1)
}

function setMetas(sound: Buffer, pageSize: number, which: readonly number[], change: (meta: Buffer) => void): Buffer {
  const bytes = Buffer.from(sound)
  for (const id of which) {
    const meta = bytes.subarray(id * pageSize + 16, id * pageSize + 80)
    change(meta)
    meta.writeBigUInt64LE(fnv1a64(meta.subarray(0, 56)), 56)
  }
  return bytes
}

export const databaseKinds: Readonly<Record<string, DatabaseKind>> = {
  'a byte anywhere': (sound, random) => flip(sound, [random(sound.length)], 'byte', random),
  'some bytes anywhere': (sound, random) =>
    flip(sound, [...new Set(Array.from({ length: 2 + random(6) }, () => random(sound.length)))], 'bytes', random),
  'a byte of a page header': (sound, random, pageSize) =>
    flip(sound, [oneOf(pagesOf(sound, pageSize), random) + random(16)], 'header', random),
  'flags of a leaf element': (sound, random, pageSize) => {
    const at = elementField(sound, random, pageSize, 2, 0)
    const bytes = Buffer.from(sound)
    bytes[at - (at % 4)] = (bytes[at - (at % 4)] ?? 0) ^ 1
    return { what: `flag at ${at - (at % 4)}`, bytes }
  },
  'a place of a leaf element': (sound, random, pageSize) =>
    flip(sound, [elementField(sound, random, pageSize, 2, 4)], 'pos', random),
  'a key size': (sound, random, pageSize) =>
    flip(sound, [elementField(sound, random, pageSize, 2, 8)], 'key size', random),
  'a value size': (sound, random, pageSize) =>
    flip(sound, [elementField(sound, random, pageSize, 2, 12)], 'value size', random),
  'a branch element': (sound, random, pageSize) =>
    flip(sound, [elementField(sound, random, pageSize, 1, 4 * random(3))], 'branch element', random),
  'the child of a branch': (sound, random, pageSize) => {
    const bytes = Buffer.from(sound)
    const at = elementField(sound, random, pageSize, 1, 8)
    const place = at - ((at - 8) % 16) + 0
    if (place + 8 > bytes.length) return { what: 'none', bytes }
    bytes.writeBigUInt64LE(BigInt(random(bytes.length / pageSize)), place)
    return { what: `child at ${place}`, bytes }
  },
  'a number of elements': (sound, random, pageSize) => {
    const at = oneOf(pagesOf(sound, pageSize, 1 + random(2)), random) + 10
    const bytes = Buffer.from(sound)
    bytes.writeUInt16LE(random(bytes.readUInt16LE(at) + 3), at)
    return { what: `count at ${at}`, bytes }
  },
  'an overflow': (sound, random, pageSize) => {
    const at = oneOf(pagesOf(sound, pageSize, 1 + random(2)), random) + 12
    const bytes = Buffer.from(sound)
    bytes.writeUInt32LE(random(3) === 0 ? random(2 ** 32) : random(8), at)
    return { what: `overflow at ${at}`, bytes }
  },
  'cut off': (sound, random) => {
    const length = random(sound.length)
    return { what: `cut at ${length}`, bytes: Buffer.from(sound.subarray(0, length)) }
  },
  'cut to whole pages': (sound, random, pageSize) => {
    const length = random(sound.length / pageSize) * pageSize
    return { what: `cut at ${length}`, bytes: Buffer.from(sound.subarray(0, length)) }
  },
  'a page of zeros': (sound, random, pageSize) => {
    const at = oneOf(pagesOf(sound, pageSize), random)
    const bytes = Buffer.from(sound)
    bytes.fill(0, at, at + pageSize)
    return { what: `zeros at ${at}`, bytes }
  },
  'a sector of zeros': (sound, random) => {
    const at = random(sound.length / 512) * 512
    const bytes = Buffer.from(sound)
    bytes.fill(0, at, at + 512)
    return { what: `512 zeros at ${at}`, bytes }
  },
  'two pages swapped': (sound, random, pageSize) => {
    const [a, b] = [oneOf(pagesOf(sound, pageSize), random), oneOf(pagesOf(sound, pageSize), random)]
    const bytes = Buffer.from(sound)
    sound.copy(bytes, a, b, b + pageSize)
    sound.copy(bytes, b, a, a + pageSize)
    return { what: `pages at ${a} and ${b} swapped`, bytes }
  },
  'a page over another': (sound, random, pageSize) => {
    const [a, b] = [oneOf(pagesOf(sound, pageSize), random), oneOf(pagesOf(sound, pageSize), random)]
    const bytes = Buffer.from(sound)
    sound.copy(bytes, a, b, b + pageSize)
    return { what: `page at ${b} over the one at ${a}`, bytes }
  },
  'a page over another, under its number': (sound, random, pageSize) => {
    const flags = 1 + random(2)
    const [a, b] = [oneOf(pagesOf(sound, pageSize, flags), random), oneOf(pagesOf(sound, pageSize, flags), random)]
    const bytes = Buffer.from(sound)
    sound.copy(bytes, a + 8, b + 8, b + pageSize)
    return { what: `page at ${b} over the one at ${a}, with its number`, bytes }
  },
  'a meta page': (sound, random, pageSize) => flip(sound, [random(2) * pageSize + 16 + random(64)], 'meta', random),
  'a meta page of zeros': (sound, random, pageSize) => {
    const at = random(2) * pageSize
    const bytes = Buffer.from(sound)
    bytes.fill(0, at, at + pageSize)
    return { what: `meta of zeros at ${at}`, bytes }
  },
  'meta pages that lead elsewhere': (sound, random, pageSize) => {
    const [field, value] = [oneOf([16, 32, 40], random), BigInt(random(sound.length / pageSize + 2))]
    const bytes = setMetas(sound, pageSize, oneOf([[0], [1], [0, 1]], random), (meta) =>
      meta.writeBigUInt64LE(value, field),
    )
    return { what: `meta field ${field} is ${value}`, bytes }
  },
  'bytes behind the end': (sound, random) => {
    const more = Buffer.from(Array.from({ length: 1 + random(5000) }, () => random(256)))
    return { what: `${more.length} bytes behind the end`, bytes: Buffer.concat([sound, more]) }
  },
}

/** For logs and `.snap` files. */
export const fileKinds: Readonly<Record<string, DatabaseKind>> = {
  'a byte anywhere': (sound, random) => flip(sound, [random(usedLength(sound))], 'byte', random),
  'some bytes anywhere': (sound, random) =>
    flip(
      sound,
      Array.from({ length: 2 + random(4) }, () => random(usedLength(sound))),
      'bytes',
      random,
    ),
  'cut off': (sound, random) => {
    const length = random(usedLength(sound))
    return { what: `cut at ${length}`, bytes: Buffer.from(sound.subarray(0, length)) }
  },
  zeros: (sound, random) => {
    const bytes = Buffer.from(sound)
    const at = random(usedLength(sound))
    const length = 1 + random(600)
    bytes.fill(0, at, Math.min(at + length, bytes.length))
    return { what: `${length} zeros at ${at}`, bytes }
  },
  'a part over another': (sound, random) => {
    const bytes = Buffer.from(sound)
    const length = 8 * (1 + random(64))
    const [a, b] = [random(usedLength(sound) / 8) * 8, random(usedLength(sound) / 8) * 8]
    sound.copy(bytes, a, b, b + length)
    return { what: `${length} bytes at ${b} over those at ${a}`, bytes }
  },
  noise: (sound, random) => {
    const bytes = Buffer.from(sound)
    const at = random(usedLength(sound))
    const end = Math.min(bytes.length, at + 1 + random(200))
    for (let place = at; place < end; place++) bytes[place] = random(256)
    return { what: `noise at ${at} to ${end}`, bytes }
  },
}

/** Without the zeros at the end. */
function usedLength(sound: Buffer): number {
  let end = sound.length
  while (end > 8 && sound[end - 1] === 0) end -= 1
  return end
}
