// Who reads an encoded KeyValue, and for what:
// - decode.ts by its table, as any message: takes whatever protobuf allows, keeps unknown fields, and says what is wrong.
// - read-key-value.ts, here: one object with views into the bytes, for answers and events. What servers do not write goes to the table.
// - packed-pairs.ts: many of them as they lie in an answer to Range, made one by one by read-key-value.ts, or not at all.
// - key-value-scan.ts: where the fields stand, without an object, for the millions of entries of a database. What etcd does not
//   write goes to the table.
// - src/wasm/packed-pairs.ts: writes packed ones out from their bytes, in WebAssembly. It stops at one that servers do not write.

import type { KeyValue } from '../messages.ts'
import { readBytes, readInt64 } from '../quick-cursor.ts'

const noBytes = new Uint8Array()

/**
 * The key-value in the bytes from `start` to `end`, read many times faster than by its table. Undefined when they hold
 * anything but its own six fields, or nothing that can be read: the table says what it is.
 */
export function readKeyValue(input: Uint8Array, start: number, end: number): KeyValue | undefined {
  const cursor = { input, at: start }
  const kv: KeyValue = { key: noBytes, createRevision: 0n, modRevision: 0n, version: 0n, value: noBytes, lease: 0n }
  while (cursor.at < end) {
    switch (input[cursor.at++]) {
      case 0x0a:
        kv.key = readBytes(cursor, end)
        break
      case 0x10:
        kv.createRevision = readInt64(cursor)
        break
      case 0x18:
        kv.modRevision = readInt64(cursor)
        break
      case 0x20:
        kv.version = readInt64(cursor)
        break
      case 0x2a:
        kv.value = readBytes(cursor, end)
        break
      case 0x30:
        kv.lease = readInt64(cursor)
        break
      default:
        return undefined
    }
  }
  return cursor.at === end ? kv : undefined
}
