import type { Event, KeyValue } from '../messages.ts'
import { type Cursor, readLength, readShort } from '../quick-cursor.ts'
import { readKeyValue } from './read-key-value.ts'

/** The event in the bytes from `start` to `end`; undefined as for a key-value. */
export function readEvent(input: Uint8Array, start: number, end: number): Event | undefined {
  const cursor = { input, at: start }
  const event: Event = { type: 0 }
  while (cursor.at < end) {
    switch (input[cursor.at++]) {
      case 0x08: {
        const type = readShort(cursor)
        if (type === undefined) return undefined
        event.type = type
        break
      }
      case 0x12: {
        if (event.kv !== undefined) return undefined
        event.kv = readPart(cursor, end)
        if (event.kv === undefined) return undefined
        break
      }
      case 0x1a: {
        if (event.prevKv !== undefined) return undefined
        event.prevKv = readPart(cursor, end)
        if (event.prevKv === undefined) return undefined
        break
      }
      default:
        return undefined
    }
  }
  return cursor.at === end ? event : undefined
}

function readPart(cursor: Cursor, end: number): KeyValue | undefined {
  const partEnd = readLength(cursor, end) + cursor.at
  const kv = readKeyValue(cursor.input, cursor.at, partEnd)
  cursor.at = partEnd
  return kv
}
