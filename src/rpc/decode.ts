import { BinaryReader, getTextEncoding } from '@bufbuild/protobuf/wire'
import { create, unknownFields } from './create.ts'
import { eventType, keyValueType } from './fields.ts'
import { readEvent } from './key-value/read-event.ts'
import { readKeyValue } from './key-value/read-key-value.ts'
import { readLength } from './quick-cursor.ts'
import type { Field, MessageField, MessageType } from './schema.ts'
import { lengthDelimited, wireTypeOf } from './wire-type.ts'

/**
 * The message in the bytes. Its `bytes` fields are views into them, not copies. Throws an Error for input that is cut
 * short or malformed, or has a known field with another wire type.
 */
export function decode<T extends object>(type: MessageType<T>, bytes: Uint8Array): T {
  // A Buffer's subarrays are Buffers; a plain view makes the result the same whatever comes in.
  const input = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const reader = new BinaryReader(input, decodeText)
  const message = create(type)
  try {
    readMessage({ input, reader, type, end: input.length, target: message as Record<string, unknown> })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`cannot decode ${type.name}: ${reason}, at byte ${reader.pos}`, { cause: error })
  }
  return message
}

/** The library's own, made for the first message that has a text. */
function decodeText(bytes: Uint8Array, strict?: boolean): string {
  return getTextEncoding().decodeUtf8(bytes, strict)
}

/** A message being read: `reader` stands inside it, `end` is the byte after it. */
interface Reading {
  readonly input: Uint8Array
  readonly reader: BinaryReader
  readonly type: MessageType
  readonly end: number
  readonly target: Record<PropertyKey, unknown>
}

/** Reads the fields into the target, up to the end. Throws on anything malformed. */
function readMessage(reading: Reading): void {
  const { input, reader, end } = reading
  const byNumber = fieldsByNumber(reading.type)
  let unknown: Uint8Array[] | undefined
  while (reader.pos < end) {
    const start = reader.pos
    const tag = reader.uint32()
    const number = tag >>> 3
    const wireType = tag & 7
    const field = byNumber.get(number)
    if (field !== undefined) {
      readField(reading, field, wireType)
      continue
    }
    if (number === 0) throw new Error('field number 0')
    reader.skip(wireType, number)
    unknown ??= []
    unknown.push(input.subarray(start, reader.pos))
  }
  if (reader.pos > end) throw new Error('a field runs past the end of its message')
  if (unknown !== undefined) keepUnknown(reading.target, unknown)
}

function readField(reading: Reading, field: Field, wireType: number): void {
  const { target } = reading
  const isPacked = field.repeated && wireType === lengthDelimited && wireTypeOf(field) !== lengthDelimited
  if (!isPacked && wireType !== wireTypeOf(field)) throw new Error(`wire type ${wireType} for ${field.protoName}`)
  if (!field.repeated) {
    if (field.oneof !== undefined) clearOthers(reading, field)
    target[field.name] = readValue(reading, field, target[field.name])
    return
  }
  const list = target[field.name] as unknown[]
  if (isPacked) readPacked(reading, field, list)
  else list.push(readValue(reading, field))
  if (field.type === 'bytes' && field.number < 16) readMoreBytes(reading, (field.number << 3) | lengthDelimited, list)
}

/** The elements of a list of bytes that follow at once: they come by the thousand. Malformed ones are left to the table. */
function readMoreBytes({ input, reader, end }: Reading, tag: number, list: unknown[]): void {
  const cursor = { input, at: reader.pos }
  while (cursor.at < end && input[cursor.at] === tag) {
    cursor.at++
    const length = readLength(cursor, end)
    if (cursor.at > end) return
    list.push(new Uint8Array(input.buffer, input.byteOffset + cursor.at, length))
    cursor.at += length
    reader.pos = cursor.at
  }
}

function readPacked(reading: Reading, field: Field, list: unknown[]): void {
  const end = readEnd(reading)
  while (reading.reader.pos < end) list.push(readValue(reading, field))
  if (reading.reader.pos > end) throw new Error(`an element of ${field.protoName} runs past the end of its list`)
}

function readValue(reading: Reading, field: Field, earlier?: unknown): unknown {
  const { reader } = reading
  switch (field.type) {
    case 'int64':
      return reader.int64()
    case 'uint64':
      return reader.uint64()
    case 'uint32':
      return reader.uint32()
    case 'enum':
      return reader.int32()
    case 'bool':
      return reader.bool()
    case 'bytes':
      return readBytes(reading)
    case 'string':
      return reader.string()
    case 'message':
      return readNested(reading, field, earlier)
  }
}

/** A view that its constructor makes costs a third of one that `subarray` makes. */
function readBytes(reading: Reading): Uint8Array {
  const { input, reader } = reading
  const end = readEnd(reading)
  const bytes = new Uint8Array(input.buffer, input.byteOffset + reader.pos, end - reader.pos)
  reader.pos = end
  return bytes
}

/** Messages that come by the thousand are read without their table; undefined says that the table is needed. */
const quickReaders = new Map<MessageType, (input: Uint8Array, start: number, end: number) => object | undefined>([
  [keyValueType, readKeyValue],
  [eventType, readEvent],
])

/** A message that comes in several parts is merged: `earlier` is what the parts before gave. */
function readNested(reading: Reading, field: MessageField, earlier: unknown): unknown {
  const { input, reader } = reading
  const type = field.message()
  const end = readEnd(reading)
  const quick = earlier === undefined && quickReaders.get(type)?.(input, reader.pos, end)
  if (quick) {
    reader.pos = end
    return quick
  }
  const target = (earlier ?? create(type)) as Record<PropertyKey, unknown>
  readMessage({ input, reader, type, end, target })
  return target
}

function readEnd({ reader, end }: Reading): number {
  const length = reader.uint32()
  if (length > end - reader.pos) throw new Error('a length runs past the end of its message')
  return reader.pos + length
}

function clearOthers({ type, target }: Reading, field: Field): void {
  for (const other of type.fields) {
    if (other.oneof === field.oneof && other !== field && other.name in target) delete target[other.name]
  }
}

function keepUnknown(target: Record<PropertyKey, unknown>, chunks: Uint8Array[]): void {
  const earlier = target[unknownFields]
  if (earlier instanceof Uint8Array) chunks.unshift(earlier)
  target[unknownFields] = new Uint8Array(Buffer.concat(chunks))
}

const tables = new WeakMap<MessageType, ReadonlyMap<number, Field>>()

function fieldsByNumber(type: MessageType): ReadonlyMap<number, Field> {
  const known = tables.get(type)
  if (known !== undefined) return known
  const table = new Map(type.fields.map((field) => [field.number, field]))
  tables.set(type, table)
  return table
}
