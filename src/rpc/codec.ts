import { BinaryReader, BinaryWriter, getTextEncoding } from '@bufbuild/protobuf/wire'
import { utf8 } from '../base/bytes.ts'
import { create } from './create.ts'
import { readMessage } from './read-message.ts'
import type { MessageType } from './schema.ts'
import { writeMessage } from './write-message.ts'

export { create, unknownFields } from './create.ts'

/**
 * The bytes of a message, known fields in number order. Properties that are not given count as zero. Throws an Error for a
 * number that is out of its type's range.
 */
export function encode<T extends object>(type: MessageType<T>, value: Partial<T>): Uint8Array {
  const writer = new BinaryWriter(utf8)
  try {
    writeMessage(writer, type, value)
  } catch (error) {
    throw new Error(`cannot encode ${type.name}: ${reason(error)}`, { cause: error })
  }
  return writer.finish()
}

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
    throw new Error(`cannot decode ${type.name}: ${reason(error)}, at byte ${reader.pos}`, { cause: error })
  }
  return message
}

/** The library's own, made for the first message that has a text. */
function decodeText(bytes: Uint8Array, strict?: boolean): string {
  return getTextEncoding().decodeUtf8(bytes, strict)
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
