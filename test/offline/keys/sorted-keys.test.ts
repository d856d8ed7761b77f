import assert from 'node:assert/strict'
import test from 'node:test'
import { KeyList } from '../../../src/offline/keys/key-list.ts'
import { KeyRun } from '../../../src/offline/keys/key-run.ts'
import { MergedKeys } from '../../../src/offline/keys/merged-keys.ts'
import type { SortedKeys } from '../../../src/offline/keys/sorted-keys.ts'
import { chooseSeed, type Random, randomOf } from '../../source/history-model.ts'

/** Keys of few different bytes, so that many begin alike and some end where others go on. */
function someKeys(random: Random): Uint8Array[] {
  const keys = new Map<string, Uint8Array>()
  for (let left = random(3000); left > 0; left--) {
    const long = random(50) === 0 ? 70_000 : 12
    const key = Uint8Array.from({ length: 1 + random(long) }, () => [0, 0x2f, 0x61, 0xff][random(4)] ?? 0)
    keys.set(Buffer.from(key).toString('latin1'), key)
  }
  return [...keys.values()]
}

function keysFrom(sorted: SortedKeys, key: Uint8Array): [string, number, number][] {
  return Array.from(sorted.from(key), (entry) => [
    Buffer.from(entry.key).toString('latin1'),
    entry.messageAt,
    entry.messageLength,
  ])
}

test('keys come back sorted from memory, from a file and from several of both', () => {
  const seed = chooseSeed()
  console.log(`SOURCE_SEED=${seed}`)
  const random = randomOf(seed)
  for (let round = 0; round < 10; round++) {
    const keys = someKeys(random)
    const lists = Array.from({ length: 1 + random(4) }, () => new KeyList())
    for (const [index, key] of keys.entries())
      lists[random(lists.length)]?.add(key, 0, key.length, index * 2 ** 33, index)
    for (const list of lists) list.sort()
    const runs = lists.map((list) => (random(2) === 0 ? list : KeyRun.write(list.from(new Uint8Array(0)))))
    const merged = new MergedKeys(runs)
    const start = keys[random(keys.length)] ?? new Uint8Array(0)
    const expected = [...keys.entries()]
      .filter(([, key]) => Buffer.compare(key, start) >= 0)
      .sort(([, a], [, b]) => Buffer.compare(a, b))
      .map(([index, key]) => [Buffer.from(key).toString('latin1'), index * 2 ** 33, index])
    assert.deepEqual(keysFrom(merged, start), expected)
    merged.close()
  }
})
