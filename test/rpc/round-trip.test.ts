import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import test from 'node:test'
import protobuf from 'protobufjs'
import { create, decode, encode } from '../../src/rpc/codec.ts'
import * as tables from '../../src/rpc/fields.ts'
import { sample } from './samples.ts'

const types = Object.values(tables)
const variants = Array.from({ length: 12 }, (_, variant) => variant)

function parseProtos(): protobuf.Root {
  const root = new protobuf.Root()
  const folder = new URL('../../proto/', import.meta.url)
  for (const file of readdirSync(folder)) {
    protobuf.parse(readFileSync(new URL(file, folder), 'utf8'), root, { keepCase: true })
  }
  root.resolveAll()
  return root
}

test('every message keeps the extreme values of its fields', () => {
  for (const type of types) {
    for (const variant of variants) {
      const message = sample<object>(type, variant)
      assert.deepEqual(decode(type, encode(type, message)), message, `${type.name} ${variant}`)
    }
  }
})

test('every message has the bytes that another protobuf library writes for it', () => {
  const root = parseProtos()
  for (const type of types) {
    const other = root.lookupType(type.name)
    for (const variant of variants) {
      const bytes = encode(type, sample<object>(type, variant))
      const theirs = other.encode(other.decode(bytes)).finish()
      assert.deepEqual(Buffer.from(bytes), Buffer.from(theirs), `${type.name} ${variant}`)
    }
  }
})

test('every empty message has the properties that a created one has', () => {
  for (const type of types) assert.deepEqual(decode(type, new Uint8Array()), create(type), type.name)
})

test('the proto files and the tables have the same messages', () => {
  const root = parseProtos()
  const names: string[] = []
  const visit = (parent: protobuf.NamespaceBase): void => {
    for (const object of parent.nestedArray) {
      if (object instanceof protobuf.Type) names.push(object.fullName.slice(1))
      if (object instanceof protobuf.Namespace) visit(object)
    }
  }
  visit(root)
  assert.deepEqual(types.map((type) => type.name).sort(), names.sort())
})

test('the fields of every message are in number order', () => {
  for (const type of types) {
    const numbers = type.fields.map((field) => field.number)
    assert.deepEqual(
      numbers,
      [...numbers].sort((a, b) => a - b),
      type.name,
    )
  }
})
