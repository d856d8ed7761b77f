import { BinaryWriter } from '@bufbuild/protobuf/wire'
import { utf8 } from '../base/bytes.ts'
import { unknownFields, zeroOf } from './create.ts'
import type { Field, MessageType } from './schema.ts'
import { lengthDelimited, wireTypeOf } from './wire-type.ts'

/**
 * The bytes of a message, known fields in number order. Properties that are not given count as zero. Throws an Error for a
 * number that is out of its type's range.
 */
export function encode<T extends object>(type: MessageType<T>, value: Partial<T>): Uint8Array {
  const writer = new BinaryWriter(utf8)
  try {
    writeMessage(writer, type, value)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`cannot encode ${type.name}: ${reason}`, { cause: error })
  }
  return writer.finish()
}

function writeMessage(writer: BinaryWriter, type: MessageType, message: object): void {
  const values = message as Readonly<Record<PropertyKey, unknown>>
  for (const field of type.fields) {
    const value = values[field.name]
    if (field.repeated) writeList(writer, field, value as readonly unknown[] | undefined)
    else if (isWritten(field, value)) writeElement(writer, field, value ?? zeroOf(field))
  }
  const unknown = values[unknownFields]
  if (unknown instanceof Uint8Array) writer.raw(unknown)
}

function isWritten(field: Field, value: unknown): boolean {
  if (field.presence === 'required') return true
  if (value === undefined) return false
  if (field.presence === 'explicit' || field.type === 'message') return true
  return value instanceof Uint8Array ? value.length > 0 : Boolean(value)
}

function writeList(writer: BinaryWriter, field: Field, list: readonly unknown[] = []): void {
  if (list.length === 0) return
  if (!field.packed) {
    for (const value of list) writeElement(writer, field, value)
    return
  }
  writer.tag(field.number, lengthDelimited).fork()
  for (const value of list) writeValue(writer, field, value)
  writer.join()
}

function writeElement(writer: BinaryWriter, field: Field, value: unknown): void {
  writer.tag(field.number, wireTypeOf(field))
  writeValue(writer, field, value)
}

/** A text that cannot be written as UTF-8 would silently become another one. */
function checkText(text: string): string {
  if (/\p{Surrogate}/u.test(text)) throw new Error('string field contains invalid UTF-8')
  return text
}

function writeValue(writer: BinaryWriter, field: Field, value: unknown): void {
  switch (field.type) {
    case 'int64':
      writer.int64(value as bigint)
      return
    case 'uint64':
      writer.uint64(value as bigint)
      return
    case 'uint32':
      writer.uint32(value as number)
      return
    case 'enum':
      writer.int32(value as number)
      return
    case 'bool':
      writer.bool(value as boolean)
      return
    case 'bytes':
      writer.bytes(value as Uint8Array)
      return
    case 'string':
      writer.string(checkText(value as string))
      return
    case 'message':
      writer.fork()
      writeMessage(writer, field.message(), value as object)
      writer.join()
  }
}
