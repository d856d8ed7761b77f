import { joinBytes } from '../base/bytes.ts'
import { isOpenRange, type KeyRange, prefixEnd, prefixRange } from '../base/ranges.ts'
import type { Source } from './source.ts'

/** A name at one level: a key, or all keys that go on behind a separator, which then ends it. */
export interface Name {
  /** What stands behind the last separator of the prefix. */
  readonly name: Uint8Array
  /** The key, or how all keys below begin. */
  readonly path: Uint8Array
  readonly isDirectory: boolean
}

const mostKeys = 65_536n
const firstKeys = 64n

/**
 * The names below a prefix, in order, each once: those of the keys that begin with it. What lies below a name is stepped over, so that
 * the cost grows with the names. `base` is the prefix up to its last separator.
 */
export async function* namesBelow(
  source: Source,
  prefix: Uint8Array,
  separator: Uint8Array,
): AsyncGenerator<Name, void, undefined> {
  const walk = new NameWalk(source, prefix, separator)
  for (let names = await walk.next(); names !== undefined; names = await walk.next()) yield* names
}

/** The prefix up to its last separator, which names are told without. */
export function baseOf(prefix: Uint8Array, separator: Uint8Array): Uint8Array {
  const at = Buffer.from(prefix).lastIndexOf(separator)
  return at < 0 ? prefix.subarray(0, 0) : prefix.subarray(0, at + separator.length)
}

/** The name that a key shows at the level of `base`. The bytes are the caller's to keep. */
export function nameOf(key: Uint8Array, base: Uint8Array, separator: Uint8Array): Name {
  const at = Buffer.from(key.buffer, key.byteOffset, key.length).indexOf(separator, base.length)
  const end = at < 0 ? key.length : at + separator.length
  return { name: key.slice(base.length, end), path: key.slice(0, end), isDirectory: at >= 0 }
}

class NameWalk {
  private readonly source: Source
  private readonly range: KeyRange
  private readonly base: Uint8Array
  private readonly separator: Uint8Array
  /** The first key that may show a new name; undefined at the end. */
  private cursor: Uint8Array | undefined
  /** The directory that was shown last: its neighbours are looked for first. */
  private before: Uint8Array | undefined
  /** So many of its bytes the next name had in common with the one before. */
  private common = 0
  /** Keys are read so many at a time where there are hardly any directories; one is looked for where there are. */
  private keys = 1n

  constructor(source: Source, prefix: Uint8Array, separator: Uint8Array) {
    this.source = source
    this.range = prefixRange(prefix)
    this.base = baseOf(prefix, separator)
    this.separator = separator
    this.cursor = this.range.key
  }

  /** The next names; undefined at the end. */
  async next(): Promise<readonly Name[] | undefined> {
    const { cursor } = this
    if (cursor === undefined) return undefined
    const keys = await (this.keys === 1n ? this.find(cursor) : this.read(cursor))
    const isEnd = BigInt(keys.length) < this.keys
    const names = this.take(keys)
    if (this.keys > 1n) this.keys = 2 * names.length >= keys.length ? smaller(2n * this.keys, mostKeys) : 1n
    else if (names.some(({ isDirectory }) => !isDirectory)) this.keys = firstKeys
    if (isEnd) this.cursor = undefined
    return isEnd && names.length === 0 ? undefined : names
  }

  private take(keys: readonly Uint8Array[]): Name[] {
    const names: Name[] = []
    for (const key of keys) {
      if (this.cursor === undefined || Buffer.compare(key, this.cursor) < 0) continue
      const name = nameOf(key, this.base, this.separator)
      if (this.before !== undefined) this.common = commonLength(this.before, name.path)
      this.before = name.isDirectory ? name.path : undefined
      this.cursor = name.isDirectory ? endOf(name.path) : joinBytes([key, Uint8Array.of(0)])
      names.push(name)
    }
    return names
  }

  private async read(cursor: Uint8Array): Promise<Uint8Array[]> {
    const keys: Uint8Array[] = []
    const options = { keysOnly: true, limit: this.keys }
    for await (const batch of this.source.range({ ...this.range, key: cursor }, options)) {
      for (const { key } of batch) keys.push(key.slice())
    }
    return keys
  }

  /** A server counts all keys of the range that it is asked for: those near by are asked for first. */
  private async find(cursor: Uint8Array): Promise<Uint8Array[]> {
    const { before } = this
    const ranges =
      before === undefined
        ? [{ ...this.range, key: cursor }]
        : nearRanges({ cursor, before, common: this.common }, this)
    for (let at = 0; at < ranges.length; at += 2) {
      const found = await Promise.all(ranges.slice(at, at + 2).map((range) => this.source.firstKey(range)))
      const first = found.find((key) => key !== undefined)
      if (first !== undefined) return [first]
    }
    return []
  }

  get end(): Uint8Array | undefined {
    return isOpenRange(this.range) ? undefined : this.range.rangeEnd
  }

  get baseLength(): number {
    return this.base.length
  }
}

interface Near {
  readonly cursor: Uint8Array
  readonly before: Uint8Array
  readonly common: number
}

/** The rest of the range in parts: they grow, each by what has one byte less in common with the name before, or is next to that. */
function nearRanges(
  { cursor, before, common }: Near,
  { end, baseLength }: Pick<NameWalk, 'end' | 'baseLength'>,
): KeyRange[] {
  const ranges: KeyRange[] = []
  let from = cursor
  const upTo = (to: Uint8Array | undefined): void => {
    const rangeEnd = to === undefined || (end !== undefined && Buffer.compare(to, end) > 0) ? end : to
    if (rangeEnd !== undefined && Buffer.compare(from, rangeEnd) >= 0) return
    ranges.push({ key: from, rangeEnd: rangeEnd ?? Uint8Array.of(0) })
    from = rangeEnd ?? from
  }
  for (let length = Math.min(common + 1, before.length - 1); length > baseLength; length--) {
    const sibling = endOf(before.subarray(0, length))
    upTo(sibling)
    if (sibling === undefined) return ranges
    upTo(endOf(sibling))
  }
  upTo(undefined)
  return ranges
}

/** The first key behind all that begin so; undefined when there can be none. */
function endOf(prefix: Uint8Array): Uint8Array | undefined {
  const end = prefixEnd(prefix)
  return end.length === 1 && end[0] === 0 ? undefined : end
}

function commonLength(one: Uint8Array, other: Uint8Array): number {
  let length = 0
  while (length < one.length && one[length] === other[length]) length++
  return length
}

function smaller(one: bigint, other: bigint): bigint {
  return one < other ? one : other
}
