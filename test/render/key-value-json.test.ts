import assert from 'node:assert/strict'
import test from 'node:test'
import { eventJson, keyValueJson } from '../../src/render/key-value-json.ts'
import { messageToJson } from '../../src/render/message-json.ts'
import { create } from '../../src/rpc/codec.ts'
import { eventType, keyValueType } from '../../src/rpc/fields.ts'
import { keyValue } from '../commands/samples.ts'

const samples = [
  keyValue('foo', 'bar'),
  keyValue('', ''),
  { ...keyValue('a', '\xff'), lease: 7239433017037284370n, version: -1n, createRevision: 2n ** 63n - 1n },
  create(keyValueType),
]

test('a key-value is written as the generic writer writes it', () => {
  for (const kv of samples) assert.equal(keyValueJson(kv), messageToJson(keyValueType, kv))
})

test('an event is written as the generic writer writes it', () => {
  for (const kv of samples) {
    for (const event of [{ type: 0 }, { type: 1, kv }, { type: 0, kv, prevKv: kv }]) {
      assert.equal(eventJson(event), messageToJson(eventType, event))
    }
  }
})
