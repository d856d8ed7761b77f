import assert from 'node:assert/strict'
import test from 'node:test'
import { isInRange, type KeyRange } from '../../src/base/ranges.ts'
import type { KeyValue } from '../../src/rpc/messages.ts'
import { type Name, namesBelow } from '../../src/source/names.ts'
import type { ReadOptions, Source } from '../../src/source/source.ts'
import { chooseSeed, type Random, randomOf } from './history-model.ts'

const slash = Buffer.from('/')

/** Keys in memory. Counts what a server would have to do: calls, and keys that it counts for them. */
class CountingSource implements Source {
  readonly name = 'memory'
  calls = 0
  visited = 0
  private readonly keys: readonly Uint8Array[]

  constructor(keys: readonly Uint8Array[]) {
    this.keys = [...keys].sort(Buffer.compare)
  }

  async revision(): Promise<bigint> {
    return 1n
  }

  async *range(range: KeyRange, { limit = 0n }: ReadOptions = {}): AsyncGenerator<KeyValue[]> {
    const found = this.within(range)
    yield found.slice(0, limit === 0n ? found.length : Number(limit)).map((key) => ({
      key,
      value: new Uint8Array(),
      createRevision: 1n,
      modRevision: 1n,
      version: 1n,
      lease: 0n,
    }))
  }

  async firstKey(range: KeyRange): Promise<Uint8Array | undefined> {
    return this.within(range)[0]
  }

  async count(range: KeyRange): Promise<bigint> {
    return BigInt(this.within(range).length)
  }

  // biome-ignore lint/correctness/useYield: nothing asks for it
  async *history(): AsyncGenerator<never> {
    throw new Error('not asked for')
  }

  async close(): Promise<void> {}

  private within(range: KeyRange): Uint8Array[] {
    this.calls += 1
    const found = this.keys.slice(this.lowerBound(range.key)).filter((key) => isInRange(range, key))
    this.visited += found.length
    return found
  }

  private lowerBound(key: Uint8Array): number {
    let low = 0
    let high = this.keys.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (Buffer.compare(this.keys[middle] ?? key, key) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}

async function namesIn(source: Source, prefix: Uint8Array, separator: Uint8Array): Promise<Name[]> {
  const names: Name[] = []
  for await (const name of namesBelow(source, prefix, separator)) names.push(name)
  return names
}

/** The same, from all keys one by one. */
function expectedNames(keys: readonly Uint8Array[], prefix: Buffer, separator: Buffer): string[] {
  const base = prefix.lastIndexOf(separator) < 0 ? 0 : prefix.lastIndexOf(separator) + separator.length
  const names = new Map<string, Buffer>()
  for (const key of keys) {
    if (!Buffer.from(key).subarray(0, prefix.length).equals(prefix)) continue
    const end = Buffer.from(key).indexOf(separator, base)
    const name = Buffer.from(key.subarray(base, end < 0 ? key.length : end + separator.length))
    names.set(name.toString('latin1'), name)
  }
  return [...names.values()].sort(Buffer.compare).map((name) => name.toString('latin1'))
}

function someKeys(random: Random): Uint8Array[] {
  const alphabet = [0, 0x2e, 0x2f, 0x30, 0x61, 0x62, 0xfe, 0xff]
  const keys = new Map<string, Uint8Array>()
  for (let left = 1 + random(400); left > 0; left--) {
    const key = Uint8Array.from({ length: 1 + random(7) }, () => alphabet[random(alphabet.length)] ?? 0)
    keys.set(Buffer.from(key).toString('latin1'), key)
  }
  return [...keys.values()]
}

test('the names at a level are those of all keys, whatever bytes are in them', async () => {
  const seed = chooseSeed()
  console.log(`SOURCE_SEED=${seed}`)
  const random = randomOf(seed)
  for (let round = 0; round < 150; round++) {
    const keys = someKeys(random)
    const source = new CountingSource(keys)
    const some = keys[random(keys.length)] ?? new Uint8Array()
    const prefix = random(3) === 0 ? Buffer.alloc(0) : Buffer.from(some.slice(0, random(some.length + 1)))
    const separator = Buffer.from(['/', '.', '/0'][random(3)] ?? '/')
    const names = await namesIn(source, prefix, separator)
    const found = names.map(({ name }) => Buffer.from(name).toString('latin1'))
    assert.deepEqual(found, expectedNames(keys, prefix, separator), `round ${round}`)
    for (const { name, isDirectory } of names)
      assert.equal(isDirectory, Buffer.from(name).subarray(-separator.length).equals(separator))
  }
})

test('what lies below the names costs next to nothing', async () => {
  const keys = Array.from({ length: 100_000 }, (_, index) =>
    Buffer.from(`/big/${['one', 'two', 'three'][index % 3]}/object-${index}`),
  )
  const three = new CountingSource(keys)
  assert.equal((await namesIn(three, Buffer.from('/big/'), slash)).length, 3)
  assert.ok(three.calls <= 40, `${three.calls} calls`)
  assert.ok(three.visited <= 3 * keys.length, `${three.visited} keys counted`)
  const many = new CountingSource(
    Array.from({ length: 50_000 }, (_, index) => Buffer.from(`/dir${String(index % 500).padStart(4, '0')}/k${index}`)),
  )
  assert.equal((await namesIn(many, slash, slash)).length, 500)
  assert.ok(many.calls <= 500 * 5, `${many.calls} calls`)
  assert.ok(many.visited <= 8 * 50_000, `${many.visited} keys counted`)
  const flat = new CountingSource(Array.from({ length: 20_000 }, (_, index) => Buffer.from(`key${index}`)))
  assert.equal((await namesIn(flat, Buffer.from('k'), slash)).length, 20_000)
  assert.ok(flat.calls <= 20, `${flat.calls} calls`)
})

test('after a key of its own that stands behind a large directory the next name is looked for from there', async () => {
  const inside = Array.from({ length: 62 }, (_, at) => `d/${at}`)
  const source = new CountingSource(['a', ...inside, 'z1', 'z2', 'z3', 'z4/x'].map((key) => Buffer.from(key)))
  const names: string[] = []
  for await (const { name } of namesBelow(source, new Uint8Array(), slash)) {
    names.push(Buffer.from(name).toString())
    assert.ok(source.calls < 100, names.join(' '))
  }
  assert.deepEqual(names, ['a', 'd/', 'z1', 'z2', 'z3', 'z4/'])
})
