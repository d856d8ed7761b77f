import assert from 'node:assert/strict'
import test from 'node:test'
import { packedBatch } from '../../src/client/range-batch.ts'
import { RangePlace, type Stretch } from '../../src/client/range-place.ts'
import { encode } from '../../src/rpc/codec.ts'
import { keyValueType } from '../../src/rpc/fields.ts'
import type { RangeRequest } from '../../src/rpc/messages.ts'

const fromStart = { key: Uint8Array.of(0), rangeEnd: Uint8Array.of(0), limit: 0n }
const header = { clusterId: 1n, memberId: 2n, revision: 9n, raftTerm: 3n }

/** Sorted keys that answer requests, and count what a server would have to count. */
class Keys {
  readonly sorted: readonly Buffer[]
  counted = 0
  calls = 0

  constructor(keys: readonly string[]) {
    this.sorted = keys.map((key) => Buffer.from(key, 'latin1')).sort(Buffer.compare)
  }

  answer({ key = new Uint8Array(), rangeEnd = new Uint8Array(), limit = 0n }: Partial<RangeRequest>) {
    const from = this.indexOf(key)
    const to = rangeEnd[0] === 0 ? this.sorted.length : Math.max(from, this.indexOf(rangeEnd))
    this.calls++
    this.counted += to - from
    const keys = this.sorted.slice(from, Math.min(to, from + Number(limit)))
    return { keys, more: keys.length < to - from, count: BigInt(to - from) }
  }

  private indexOf(key: Uint8Array): number {
    let [low, high] = [0, this.sorted.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (Buffer.compare(this.sorted[middle] ?? Buffer.alloc(0), key) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}

function toKeyValue(key: Uint8Array) {
  return { key, value: new Uint8Array(100), createRevision: 1n, modRevision: 1n, version: 1n, lease: 0n }
}

/** Reads all keys page by page. */
function readAll(keys: Keys): Buffer[] {
  const first = keys.answer({ ...fromStart, limit: 100n })
  const place = new RangePlace(fromStart, { ...first, kvs: first.keys.map(toKeyValue), header })
  const read = [...first.keys]
  while (place.left > 0n) {
    const request = place.pageRequest
    const page = keys.answer(request)
    place.advance(packedBatch({ ...page, kvs: page.keys.map((key) => encode(keyValueType, toKeyValue(key))) }), request)
    read.push(...page.keys)
    assert.ok(keys.calls < 2000, 'it ends')
  }
  return read
}

function batchOf({ keys, more }: { keys: readonly Buffer[]; more: boolean }) {
  const kvs = keys.map((key) => encode(keyValueType, toKeyValue(key)))
  return packedBatch({ kvs, more, count: 0n })
}

/** Reads all keys, three stretches at a time where the place says so. */
function readInStretches(keys: Keys): { read: Buffer[]; stretches: number; torn: number } {
  const first = keys.answer({ ...fromStart, limit: 100n })
  const place = new RangePlace(fromStart, { ...first, kvs: first.keys.map(toKeyValue), header })
  const read = [...first.keys]
  const row: Stretch[] = []
  let [stretches, torn] = [0, 0]
  const take = (stretch: Stretch): boolean => {
    const page = keys.answer(stretch.request)
    read.push(...page.keys)
    return place.advanceStretch(batchOf(page), stretch)
  }
  while (place.left > 0n) {
    assert.ok(keys.calls < 2000, 'it ends')
    for (let next = place.stretchBehind(row); next !== undefined && row.length < 3; next = place.stretchBehind(row)) {
      row.push(next)
    }
    const stretch = row.shift()
    if (stretch !== undefined) {
      assert.ok(place.hasRoomFor(stretch))
      stretches++
      if (take(stretch)) continue
      torn++
      while (!take(place.restOf(stretch))) assert.ok(keys.calls < 2000, 'it ends')
      continue
    }
    const request = place.pageRequest
    const page = keys.answer(request)
    place.advance(batchOf(page), request)
    read.push(...page.keys)
  }
  return { read, stretches, torn }
}

let state = 7
function random(below: number): number {
  state = (state * 1103515245 + 12345) % 2 ** 31
  return (state >>> 8) % below
}

const count = 150_000
const shapes: Readonly<Record<string, (index: number) => string>> = {
  'numbered keys': (index) => `job/${String(index).padStart(8, '0')}`,
  'numbers without zeros in front': (index) => `job/${index}`,
  'random keys': (index) => `${random(2 ** 22).toString(16)}-${index}`,
  'folders of very different sizes': (index) => `/f${Math.floor(Math.log2(index + 1))}/ns${index % 7}/${index}`,
  'a folder for each key': (index) => `/f/${index}/spec`,
  'keys of bytes up to 0xff': (index) =>
    `\xff\xff${String.fromCharCode(index >>> 12, (index >>> 6) & 63, index & 63)}\xff`,
}

for (const [name, toKey] of Object.entries(shapes)) {
  test(`each of ${count} keys comes once and in order: ${name}`, () => {
    const keys = new Keys(Array.from({ length: count }, (_, index) => toKey(index)))
    assert.ok(Buffer.concat(readAll(keys)).equals(Buffer.concat([...keys.sorted])))
  })
}

for (const [name, toKey] of Object.entries(shapes)) {
  test(`each of ${count} keys comes once and in order, three stretches at a time: ${name}`, () => {
    const keys = new Keys(Array.from({ length: count }, (_, index) => toKey(index)))
    const { read, stretches, torn } = readInStretches(keys)
    assert.ok(Buffer.concat(read).equals(Buffer.concat([...keys.sorted])))
    assert.ok(torn <= 4 + stretches / 2, `${torn} of ${stretches} stretches`)
    assert.ok(keys.calls < 60, `${keys.calls} calls`)
  })
}

test('numbered keys come three stretches at a time nearly always', () => {
  const keys = new Keys(Array.from({ length: count }, (_, index) => `job/${String(index).padStart(8, '0')}`))
  const { stretches, torn } = readInStretches(keys)
  assert.ok(stretches > keys.calls * 0.8 && torn < 3, `${stretches} stretches in ${keys.calls} calls, ${torn} torn`)
})

test('the server does not count all keys that are left for each page', () => {
  const keys = new Keys(Array.from({ length: 1_000_000 }, (_, index) => String(index).padStart(9, '0')))
  readAll(keys)
  const pages = keys.calls
  assert.ok(keys.counted < (pages / 5) * (keys.sorted.length / 2), `${keys.counted} keys counted for ${pages} pages`)
})

test('three stretches at a time, the server counts hardly more than it sends', () => {
  const keys = new Keys(Array.from({ length: 1_000_000 }, (_, index) => `job/${String(index).padStart(8, '0')}`))
  readInStretches(keys)
  assert.ok(keys.counted < 2.2 * keys.sorted.length, `${keys.counted} keys counted for ${keys.sorted.length}`)
})

test('a server that says that keys are left and sends none is not believed', () => {
  const keys = new Keys(Array.from({ length: 300 }, (_, index) => `job/${String(index).padStart(8, '0')}`))
  const first = keys.answer({ ...fromStart, limit: 100n })
  const place = new RangePlace(fromStart, { ...first, kvs: first.keys.map(toKeyValue), header })
  assert.throws(() => place.advance(batchOf({ keys: [], more: true }), place.pageRequest), /sends none/)
})
