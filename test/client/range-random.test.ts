import assert from 'node:assert/strict'
import test from 'node:test'
import { setImmediate as tick } from 'node:timers/promises'
import type { EtcdClient } from '../../src/client/client.ts'
import { rangePages } from '../../src/client/range-pages.ts'
import { RpcError } from '../../src/client/rpc-error.ts'
import { encode } from '../../src/rpc/codec.ts'
import { keyValueType } from '../../src/rpc/fields.ts'
import type { KeyValue, RangeRequest } from '../../src/rpc/messages.ts'

const header = { clusterId: 1n, memberId: 2n, revision: 9n, raftTerm: 3n }
const newline = Buffer.from('\n')

let state = 1
function random(below: number): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return Math.floor((state / 2 ** 32) * below)
}

function scattered(index: number): string {
  return (Math.imul(index, 2654435761) >>> 0).toString(16)
}

const shapes: readonly ((index: number) => string)[] = [
  (index) => String(index).padStart(8, '0'),
  (index) => String(index),
  (index) => scattered(index).padStart(8, '0'),
  (index) => scattered(index),
  (index) => `ns${index % 7}/pod-${index}`,
  (index) => (index < 5000 ? String(index).padStart(6, '0') : `z${String(index * 37).padStart(9, '0')}`),
  (index) => `${String(Math.floor(Math.exp(index / 4000) * 1000)).padStart(12, '0')}-${index}`,
  (index) => String((index >> 8) * 100_000 + (index & 255)).padStart(10, '0'),
  (index) => `a${'b'.repeat(index % 40)}${index}`,
]

/** A server's keys in order; `isShaky` loses every seventh page. */
class Store {
  readonly kvs: readonly KeyValue[]
  private readonly isShaky = random(4) === 0
  private pages = 0

  constructor(names: readonly string[], valueBytes: (at: number) => number) {
    const keys = names.map((name) => Buffer.from(`k/${name}`)).sort(Buffer.compare)
    this.kvs = keys
      .filter((key, at) => !keys[at + 1]?.equals(key))
      .map((key, at) => keyValue(key, Buffer.alloc(valueBytes(at), at % 251)))
  }

  /** Of a random shape and size. */
  static random(): Store {
    const shape = shapes[random(shapes.length)] ?? String
    const count = 200 + random(9000)
    const change = random(count)
    const [before, after] = [random(1500), random(3000)]
    const names = Array.from({ length: count }, (_, index) => shape(index))
    return new Store(names, (at) => (at < change ? before : after))
  }

  get client(): EtcdClient {
    const kv = { range: async (request: RangeRequest) => this.answer(request) }
    return { endpoints: [{}], kv, serverStream: this.stream.bind(this) } as unknown as EtcdClient
  }

  private async *stream({ path }: { path: string }, request: RangeRequest) {
    for (let wait = random(4); wait > 0; wait--) await tick()
    if (path.endsWith('RangeStream')) throw new RpcError(12, 'unknown method')
    if (this.isShaky && ++this.pages % 7 === 0) throw new RpcError(14, 'lost')
    const { kvs, ...rest } = this.answer(request)
    yield { ...rest, kvs: inOneBuffer(kvs.map((kv) => encode(keyValueType, kv))) }
  }

  private answer({ key, rangeEnd, limit }: RangeRequest) {
    const [from, to] = [this.indexOf(key), this.indexOf(rangeEnd)]
    const kvs = this.kvs.slice(from, limit > 0n ? Math.min(to, from + Number(limit)) : to)
    return { header, kvs, more: from + kvs.length < to, count: BigInt(Math.max(to - from, 0)) }
  }

  private indexOf(key: Uint8Array): number {
    let [low, high] = [0, this.kvs.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (Buffer.compare(this.kvs[middle]?.key ?? key, key) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}

function keyValue(key: Uint8Array, value: Uint8Array): KeyValue {
  return { key, value, createRevision: 1n, modRevision: 2n, version: 1n, lease: 0n }
}

/** As they come off the wire: each behind its tag and its length. */
function inOneBuffer(packed: readonly Uint8Array[]): Uint8Array[] {
  const whole = new Uint8Array(packed.reduce((size, each) => size + each.length + 4, 0))
  let at = 0
  return packed.map((each) => {
    at += 4
    whole.set(each, at)
    at += each.length
    return new Uint8Array(whole.buffer, at - each.length, each.length)
  })
}

function lines({ key, value }: KeyValue): Buffer {
  return Buffer.concat([key, newline, value, newline])
}

/** All that is read, as lines, and what the last page says of it. */
async function readAll(client: EtcdClient, limit: bigint) {
  const request = { key: Buffer.from('k/'), rangeEnd: Buffer.from('k0'), limit }
  const isInLines = random(2) === 0
  const got: Uint8Array[] = []
  let last: { more: boolean; count: bigint } | undefined
  for await (const page of rangePages({ client, request, newCall: () => ({ deadlineMs: Number.POSITIVE_INFINITY }) })) {
    const { kvs, takeLines } = page
    if (isInLines && takeLines !== undefined) for (const piece of takeLines(false)) got.push(new Uint8Array(piece))
    else for (const kv of kvs) got.push(lines(kv))
    last = page
    if (random(4) === 0) await tick()
  }
  return { bytes: Buffer.concat(got), more: last?.more, count: last?.count }
}

async function assertWhole(store: Store, limit: bigint): Promise<void> {
  const wanted = limit > 0n ? store.kvs.slice(0, Number(limit)) : store.kvs
  const { bytes, more, count } = await readAll(store.client, limit)
  assert.ok(bytes.equals(Buffer.concat(wanted.map(lines))), `with a limit of ${limit}`)
  assert.deepEqual([more, count], [wanted.length < store.kvs.length, BigInt(store.kvs.length)])
}

test('ranges of all shapes, sizes and limits come whole, each key once and in order', async () => {
  for (let round = 0; round < 60; round++) {
    const store = Store.random()
    await assertWhole(store, random(3) === 0 ? BigInt(1 + random(store.kvs.length * 2)) : 0n)
  }
})

test('what was asked for ahead is thrown away when more keys than were guessed came before it', async () => {
  const far = Array.from({ length: 5000 }, (_, index) => index * 1000)
  const close = Array.from({ length: 6000 }, (_, index) => 1_000_001 + index)
  const names = [...far, ...close].map((number) => String(number).padStart(8, '0'))
  const store = new Store(names, () => 600)
  for (const limit of [6500n, 7000n, 7500n, 8000n, 8500n, 9000n]) await assertWhole(store, limit)
})
