import { type Event, EventType, type KeyValue } from '../rpc/messages.ts'
import type { Chunk, WatchResult } from './results.ts'
import { keyText, valueDocument } from './value-document.ts'

/** A document of YAML for each event, with what happened in a comment; `prev-kv` is a document before it. */
export function* eventDocuments({ events = [], decoding }: WatchResult): Generator<Chunk> {
  for (const { type, kv, prevKv } of events) {
    if (prevKv !== undefined) yield `---\n# BEFORE ${place(prevKv)}\n${valueDocument(prevKv.value, decoding)}`
    const comment = `---\n# ${type === EventType.DELETE ? 'DELETE' : 'PUT'} ${place(kv)}\n`
    yield `${comment}${hasValue(type, kv) ? valueDocument(kv.value, decoding) : ''}`
  }
}

function place(kv: KeyValue | undefined): string {
  return kv === undefined ? '' : `${keyText(kv.key)} revision ${kv.modRevision}`
}

function hasValue(type: number, kv: Event['kv']): kv is KeyValue {
  return kv !== undefined && type !== EventType.DELETE
}
