import { atLeast } from '../base/release.ts'
import { encode } from '../rpc/codec.ts'
import { responseHeaderType, watchResponseType } from '../rpc/fields.ts'
import { type Event, EventType, type KeyValue, type ResponseHeader } from '../rpc/messages.ts'
import { EventJsonWriter } from './event-json-writer.ts'
import { field, header } from './field-lines.ts'
import { toJson } from './json-writer.ts'
import { pairFields } from './keys/pair-fields.ts'
import { hexLine } from './keys/pair-lines.ts'
import { late } from './late.ts'
import { messageToValue } from './message-json.ts'
import { linePieces, textPieces } from './pieces.ts'
import type { Chunk, Renderings, RenderOptions, WatchResult, WatchResults } from './results.ts'

const lines = announced(simpleResult)
const documents = late(async () => announced((await import('./watch-documents.ts')).eventDocuments))

export const watches: Renderings<WatchResults> = {
  watch: {
    simple: (results, options) => (results[0]?.decoding === undefined ? lines : documents)(results, options),
    json: announced(jsonResult),
    yaml: documents,
    fields: announced(fieldsResult),
    protobuf: announced(protobufResult),
    table: undefined,
  },
}

type RenderOne = (result: WatchResult, options: RenderOptions) => Iterable<Chunk>

/** The end of a watch is said on stderr, and a progress notification on stdout, before the result in any format. */
function announced(render: RenderOne) {
  return function* (results: readonly WatchResult[], options: RenderOptions): Generator<Chunk> {
    for (const result of results) {
      if (result.canceled) yield { remark: `watch was canceled (${result.problem})` }
      if (isProgress(result)) yield `progress notify: ${result.header?.revision}\n`
      yield* render(result, options)
    }
  }
}

function isProgress({ header: head, events, canceled, compactRevision }: WatchResult): boolean {
  const isEmpty = (events ?? []).length === 0
  return isEmpty && !canceled && compactRevision === 0n && (head?.revision ?? 0n) !== 0n
}

function simpleResult({ events = [] }: WatchResult, options: RenderOptions): Iterable<Chunk> {
  if (options.hex) return textPieces(events, hexEvent)
  return linePieces(events, ({ type, kv, prevKv }) => [typeLine(type), ...pair(prevKv), ...pair(kv)])
}

function hexEvent({ type, kv, prevKv }: Event): string {
  const lines = [...pair(prevKv), ...pair(kv)].map(hexLine)
  return `${typeName(type)}\n${lines.join('')}`
}

function pair(kv: KeyValue | undefined): readonly Uint8Array[] {
  return kv === undefined ? [] : [kv.key, kv.value]
}

function typeName(type: number): string {
  return type === EventType.DELETE ? 'DELETE' : 'PUT'
}

const putLine = Buffer.from('PUT')
const deleteLine = Buffer.from('DELETE')

function typeLine(type: number): Uint8Array {
  return type === EventType.DELETE ? deleteLine : putLine
}

/** Event by event: a response can hold very many. */
function* jsonResult(result: WatchResult, { profile }: RenderOptions): Generator<Chunk> {
  const isLatest = atLeast(profile, '3.7')
  const head = result.header === undefined ? {} : messageToValue(responseHeaderType, result.header)
  yield `{"Header":${toJson(head)},"Events":`
  yield* jsonEvents(result.events, isLatest)
  yield `,"CompactRevision":${result.compactRevision},"Canceled":${result.canceled},"Created":false`
  yield isLatest ? `,"CancelReason":${toJson(result.cancelReason)}}\n` : '}\n'
}

/** An empty list of events is null in 3.7; before that only when the update comes from no answer. */
function* jsonEvents(events: readonly Event[] | undefined, isLatest: boolean): Generator<Chunk> {
  if (events === undefined || (events.length === 0 && isLatest)) {
    yield 'null'
    return
  }
  yield '['
  yield* new EventJsonWriter().pieces(events)
  yield ']'
}

function* fieldsResult(result: WatchResult, options: RenderOptions): Generator<string> {
  yield header(result.header, options)
  yield* textPieces(result.events ?? [], ({ type, kv, prevKv }) => {
    return field('Type', typeName(type)) + pairFields('Prev', prevKv, options) + pairFields('', kv, options)
  })
}

/** Fields that the original leaves out: the watch id and the reason (3.4 to 3.7). */
function protobufResult({ header: head, events, canceled, compactRevision }: WatchResult): Uint8Array[] {
  const response = { header: head ?? emptyHeader, events: [...(events ?? [])], canceled, compactRevision }
  return [encode(watchResponseType, response)]
}

const emptyHeader: ResponseHeader = { clusterId: 0n, memberId: 0n, revision: 0n, raftTerm: 0n }
