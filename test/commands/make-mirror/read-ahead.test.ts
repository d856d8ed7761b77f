import assert from 'node:assert/strict'
import test from 'node:test'
import { readAhead } from '../../../src/commands/make-mirror/read-ahead.ts'
import { PackedPairs } from '../../../src/rpc/key-value/packed-pairs.ts'
import type { RangePage } from '../../../src/rpc/key-value/range-page.ts'
import type { KeyValue } from '../../../src/rpc/messages.ts'

/** One pair of an answer, `size` bytes of value, in memory that is used again for the next page. */
function pageOf(memory: Uint8Array, letter: string, size: number): RangePage {
  const value = Buffer.alloc(size, letter)
  const length = Buffer.from([0x80 | (size & 0x7f), 0x80 | ((size >> 7) & 0x7f), size >> 14])
  const body = Buffer.concat([Buffer.from([0x0a, 1]), Buffer.from(letter), Buffer.from([0x2a]), length, value])
  const total = body.length
  const head = Buffer.from([0x12, 0x80 | (total & 0x7f), 0x80 | ((total >> 7) & 0x7f), total >> 14])
  memory.set(Buffer.concat([head, body]))
  const packed = new PackedPairs(
    memory.subarray(0, 4 + total),
    1,
    0,
    (error) => new Error('malformed', { cause: error }),
  )
  return { kvs: packed, packed, more: false, count: 0n }
}

async function* pages(letters: string, size: number, read: string[] = []): AsyncGenerator<RangePage, void, undefined> {
  const memory = new Uint8Array(size + 100)
  for (const letter of letters) {
    read.push(letter)
    yield pageOf(memory, letter, size)
  }
  throw new Error('broken off')
}

function shown({ key, value }: KeyValue): string {
  return `${Buffer.from(key)}${value.length}${String.fromCharCode(value[0] ?? 0)}`
}

test('pages hold though their memory is used again, and a failure comes after all that came before it', async () => {
  const kvs: string[] = []
  const reading = (async () => {
    for await (const page of readAhead(pages('abcd', 20_000))) kvs.push(...[...page.kvs].map(shown))
  })()
  await assert.rejects(reading, /broken off/)
  assert.deepEqual(kvs, ['a20000a', 'b20000b', 'c20000c', 'd20000d'])
})

test('beyond the megabyte that is worked on no more than another one is read', async () => {
  const read: string[] = []
  const ahead = readAhead(pages('abcdefgh', 400_000, read))
  await ahead.next()
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.deepEqual(read, ['a', 'b', 'c', 'd', 'e', 'f'])
  await ahead.return()
})
