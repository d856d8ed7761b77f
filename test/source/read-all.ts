import { type KeyRange, prefixRange } from '../../src/base/ranges.ts'
import type { KeyValue } from '../../src/rpc/messages.ts'
import type { Change, ReadOptions, Source } from '../../src/source/source.ts'

export const all: KeyRange = prefixRange(new Uint8Array())

/** Copies of the key-values of a range. */
export async function keysOf(source: Source, range = all, options: ReadOptions = {}): Promise<KeyValue[]> {
  const found: KeyValue[] = []
  for await (const batch of source.range(range, options)) for (const kv of batch) found.push(copyOf(kv))
  return found
}

/** Copies of the changes of a range. */
export async function changesOf(source: Source, range = all): Promise<Change[]> {
  const found: Change[] = []
  for await (const { revision, kind, kv } of source.history(range)) found.push({ revision, kind, kv: copyOf(kv) })
  return found
}

function copyOf({ key, value, createRevision, modRevision, version, lease }: KeyValue): KeyValue {
  return { key: new Uint8Array(key), value: new Uint8Array(value), createRevision, modRevision, version, lease }
}
