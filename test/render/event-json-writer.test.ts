import assert from 'node:assert/strict'
import test from 'node:test'
import { EventJsonWriter } from '../../src/render/event-json-writer.ts'
import { messageToJson } from '../../src/render/message-json.ts'
import { create } from '../../src/rpc/codec.ts'
import { eventType, keyValueType } from '../../src/rpc/fields.ts'
import type { Event } from '../../src/rpc/messages.ts'
import { keyValue } from '../commands/samples.ts'
import { copiesOf } from './keys/copies.ts'

const samples = [
  keyValue('foo', 'bar'),
  keyValue('', ''),
  { ...keyValue('a', '\xff'), lease: 7239433017037284370n, version: -1n, createRevision: 2n ** 63n - 1n },
  { ...keyValue('large', ''), value: new Uint8Array(300_000).fill(255) },
  ...Array.from({ length: 1100 }, (_, length) => ({ ...create(keyValueType), key: new Uint8Array(length) })),
  create(keyValueType),
]
const events: readonly Event[] = samples.flatMap((kv) => [
  { type: 0 },
  { type: 1, kv },
  { type: 0, kv, prevKv: kv },
  { type: -7, prevKv: kv },
])

function written(some: readonly Event[]): Buffer {
  return Buffer.concat(copiesOf(new EventJsonWriter().pieces(some)))
}

test('each event is written as the generic writer writes it', () => {
  for (const event of events) assert.equal(written([event]).toString(), messageToJson(eventType, event))
})

test('many events are written one after the other, with a comma between them', () => {
  const expected = events.map((event) => messageToJson(eventType, event)).join(',')
  assert.ok(written(events).equals(Buffer.from(expected)))
  assert.equal(written([]).length, 0)
})
