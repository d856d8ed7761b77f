/** Buckets by name, each with its entries by key; names and keys with one letter for each byte. */
export type NaiveContent = ReadonlyMap<string, ReadonlyMap<string, Buffer>>

const deepest = 20
/** How many pages may still be visited: pages that lead back to each other are many. */
let visits = 0

/**
 * What a reader that checks nothing finds in a database; undefined where even that fails. It shares no code with the
 * program, so that it can tell whether the program is right.
 */
export function naiveContent(bytes: Buffer): NaiveContent | undefined {
  try {
    const { root, pageSize } = newestMeta(bytes)
    visits = (2 * bytes.length) / pageSize
    const content = new Map<string, ReadonlyMap<string, Buffer>>()
    for (const { key, value, isBucket } of treeEntries(bytes, pageSize, root, 0)) {
      if (!isBucket) return undefined
      const page = Number(value.readBigUInt64LE(0))
      const entries = page === 0 ? leafEntries(value.subarray(16)) : treeEntries(bytes, pageSize, page, 0)
      if (entries.some((entry) => entry.isBucket)) return undefined
      content.set(key, new Map(entries.map((entry) => [entry.key, entry.value])))
    }
    return content
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

interface NaiveEntry {
  readonly key: string
  readonly value: Buffer
  readonly isBucket: boolean
}

function newestMeta(bytes: Buffer): { root: number; pageSize: number } {
  const places = [0, 512, ...Array.from({ length: 15 }, (_, index) => 1024 << index)]
  const metas = places.flatMap((at) => {
    if (at + 80 > bytes.length || bytes.readUInt32LE(at + 16) !== 0xed0cdaed) return []
    if (bytes.readBigUInt64LE(at + 72) !== fnv(bytes.subarray(at + 16, at + 72))) return []
    const pageSize = bytes.readUInt32LE(at + 24)
    if (at !== 0 && at !== pageSize) return []
    return [{ pageSize, root: Number(bytes.readBigUInt64LE(at + 32)), txid: bytes.readBigUInt64LE(at + 64) }]
  })
  const newest = metas.sort((a, b) => (a.txid < b.txid ? 1 : -1))[0]
  if (newest === undefined) throw new RangeError('no meta page')
  return newest
}

function fnv(bytes: Buffer): bigint {
  let hash = 0xcbf29ce484222325n
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n)
  return hash
}

function treeEntries(bytes: Buffer, pageSize: number, id: number, depth: number): NaiveEntry[] {
  const at = id * pageSize
  visits -= 1
  if (depth > deepest || visits < 0 || at + pageSize > bytes.length) throw new RangeError('a page out of place')
  const page = bytes.subarray(at, at + pageSize * (bytes.readUInt32LE(at + 12) + 1))
  if (page.readUInt16LE(8) === 2) return leafEntries(page)
  if (page.readUInt16LE(8) !== 1) throw new RangeError('a page of another kind')
  const children = Array.from({ length: page.readUInt16LE(10) }, (_, index) =>
    page.readBigUInt64LE(16 + 16 * index + 8),
  )
  return children.flatMap((child) => treeEntries(bytes, pageSize, Number(child), depth + 1))
}

function leafEntries(page: Buffer): NaiveEntry[] {
  return Array.from({ length: page.readUInt16LE(10) }, (_, index) => {
    const at = 16 + 16 * index
    const keyAt = at + page.readUInt32LE(at + 4)
    const valueAt = keyAt + page.readUInt32LE(at + 8)
    const end = valueAt + page.readUInt32LE(at + 12)
    if (end > page.length) throw new RangeError('an element out of its page')
    const isBucket = (page.readUInt32LE(at) & 1) === 1
    return { key: page.toString('latin1', keyAt, valueAt), value: page.subarray(valueAt, end), isBucket }
  })
}

/**
 * How two contents differ: `same`, `bytes` (the same entries with at most `most` other bytes in names, keys and values, as no
 * checksum of the file can tell), `zeros` (one entry has more or fewer zeros at its end, or its key ends elsewhere), or `other`.
 */
export function difference(
  sound: NaiveContent,
  found: NaiveContent,
  most: number,
): 'same' | 'bytes' | 'zeros' | 'other' {
  const [a, b] = [flat(sound), flat(found)]
  if (a.length !== b.length) return 'other'
  const pairs = a.map((part, index): [Buffer, Buffer] => [part, b[index] ?? Buffer.alloc(0)])
  const unequal = pairs.filter(([one, other]) => !one.equals(other))
  if (unequal.length === 0) return 'same'
  const [inSound, inFound] = [0, 1].map((side) =>
    withoutZeros(Buffer.concat(unequal.map((pair) => pair[side] ?? pair[0]))),
  )
  if (unequal.length <= 2 && inFound !== undefined && inSound?.equals(inFound)) return 'zeros'
  return unequal.reduce((count, [one, other]) => count + changedBytes(one, other), 0) <= most ? 'bytes' : 'other'
}

function withoutZeros(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.findLastIndex((byte) => byte !== 0) + 1)
}

/** Names, keys and values in the order of the file. */
function flat(content: NaiveContent): Buffer[] {
  return [...content].flatMap(([name, entries]) => [
    Buffer.from(name, 'latin1'),
    ...[...entries].flatMap(([key, value]) => [Buffer.from(key, 'latin1'), value]),
  ])
}

/** How many bytes differ; infinite for bytes of another length. */
export function changedBytes(a: Buffer, b: Buffer): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY
  return a.equals(b) ? 0 : a.reduce((count, byte, index) => count + Number(byte !== b[index]), 0)
}

/** The content without the last entry of a bucket. */
export function withoutLast(content: NaiveContent, bucket: string): NaiveContent {
  const entries = content.get(bucket)
  if (entries === undefined) return content
  return new Map(content).set(bucket, new Map([...entries].slice(0, -1)))
}

/** The content without some entries, and without whole buckets: what a command is to change. */
export function without(content: NaiveContent, buckets: readonly string[], metaKeys: readonly string[]): NaiveContent {
  const left = new Map(content)
  for (const name of buckets) left.delete(name)
  const meta = left.get('meta')
  if (meta !== undefined) left.set('meta', new Map([...meta].filter(([key]) => !metaKeys.includes(key))))
  return left
}

const branch = 1
const pointerBytes = 8

/**
 * True when nothing but one pointer of a branch page was changed. Where it leads to an older version of a page, that is whole and
 * in its place, no checksum of the file can tell.
 */
export function isPointer(sound: Buffer, damaged: Buffer, pageSize: number): boolean {
  if (sound.length !== damaged.length) return false
  const first = sound.findIndex((byte, index) => byte !== damaged[index])
  const last = sound.findLastIndex((byte, index) => byte !== damaged[index])
  const page = first - (first % pageSize)
  return first >= 0 && sound[page + 8] === branch && last - first < pointerBytes && last < page + pageSize
}
