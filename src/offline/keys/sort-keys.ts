/** Where keys stand, by their index. */
export interface KeyPlaces {
  readonly bytes: Uint8Array
  readonly starts: Uint32Array
  readonly lengths: Uint32Array
}

/** Bytes of a key that are compared as one number. */
const chunk = 3

/** Part of the order, whose keys are the same up to `depth`. */
interface Part {
  readonly low: number
  readonly high: number
  readonly depth: number
}

/**
 * Sorts the indices by the bytes of their keys, no two of which are the same: quicksort by three bytes at a time. Keys mostly have long
 * beginnings in common, which are looked at once and not with every comparison.
 */
export function sortKeys(order: Uint32Array, places: KeyPlaces): void {
  const chunks = new Uint32Array(order.length)
  const parts: Part[] = [{ low: 0, high: order.length, depth: 0 }]
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    const { low, high, depth } = part
    if (high - low < 2) continue
    for (let at = low; at < high; at++) chunks[at] = chunkOf(places, order[at] ?? 0, depth)
    splitByChunk({ order, chunks, parts }, part)
  }
}

/** Three bytes and how many of them there are: a key comes before all that go on behind it. */
function chunkOf({ bytes, starts, lengths }: KeyPlaces, index: number, depth: number): number {
  const left = (lengths[index] ?? 0) - depth
  const at = (starts[index] ?? 0) + depth
  if (left >= chunk)
    return ((bytes[at] ?? 0) << 18) | ((bytes[at + 1] ?? 0) << 10) | ((bytes[at + 2] ?? 0) << 2) | chunk
  if (left === 2) return ((bytes[at] ?? 0) << 18) | ((bytes[at + 1] ?? 0) << 10) | 2
  return left === 1 ? ((bytes[at] ?? 0) << 18) | 1 : 0
}

interface Sorting {
  readonly order: Uint32Array
  readonly chunks: Uint32Array
  /** Takes those whose keys have to be compared further on. */
  readonly parts: Part[]
}

function splitByChunk(sorting: Sorting, { low, high, depth }: Part): void {
  const { chunks, parts } = sorting
  const ranges: [number, number][] = [[low, high]]
  for (let range = ranges.pop(); range !== undefined; range = ranges.pop()) {
    const [from, to] = range
    if (to - from < 2) continue
    const [below, above] = partition(sorting, from, to)
    ranges.push([from, below], [above, to])
    const isAtEnd = ((chunks[below] ?? 0) & chunk) < chunk
    if (!isAtEnd) parts.push({ low: below, high: above, depth: depth + chunk })
  }
}

/** Puts what equals the middle chunk between what is below and what is above it; returns where that begins and ends. */
function partition({ order, chunks }: Sorting, from: number, to: number): [number, number] {
  const pivot = chunks[(from + to) >>> 1] ?? 0
  let below = from
  let above = to
  for (let at = from; at < above; ) {
    const value = chunks[at] ?? 0
    if (value < pivot) swap(order, chunks, at++, below++)
    else if (value > pivot) swap(order, chunks, at, --above)
    else at++
  }
  return [below, above]
}

function swap(order: Uint32Array, chunks: Uint32Array, one: number, other: number): void {
  const index = order[one] ?? 0
  const value = chunks[one] ?? 0
  order[one] = order[other] ?? 0
  chunks[one] = chunks[other] ?? 0
  order[other] = index
  chunks[other] = value
}
