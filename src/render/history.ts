import { joinBytes, utf8 } from '../base/bytes.ts'
import { bytesMember, idText, type JsonRecord, recordLine } from './jsonl.ts'
import { plainText } from './plain-text.ts'
import type { Chunk, HistoryChange, HistoryReport, HistoryResults, Renderings, RenderOptions } from './results.ts'

/** What happened to keys. */
export const histories: Renderings<HistoryResults> = {
  history: {
    simple: simpleHistory,
    json: undefined,
    jsonl: recordHistory,
    fields: undefined,
    protobuf: undefined,
    table: undefined,
  },
}

/** The changes of a revision stand below it; an empty line ends them. */
async function* simpleHistory(report: HistoryReport, options: RenderOptions): AsyncGenerator<Chunk> {
  const { changes, hasPatches, shownValue = async (value) => value } = report
  let revision: bigint | undefined
  for await (const change of changes) {
    if (change.revision !== revision) yield `${revision === undefined ? '' : '\n'}revision ${change.revision}\n`
    revision = change.revision
    yield headLine(change)
    if (change.kind === 'delete') continue
    const { kv, previous } = change
    if (!hasPatches || previous === undefined) yield* indented(await shownValue(kv.value))
    else if (Buffer.compare(previous.value, kv.value) === 0) yield '    (the same value)\n'
    else yield* patch(await shownValue(previous.value), await shownValue(kv.value), options)
  }
}

function headLine({ kind, kv }: HistoryChange): Uint8Array {
  const newline = utf8('\n')
  if (kind === 'delete') return joinBytes([utf8('DELETE '), kv.key, newline])
  const lease = kv.lease === 0n ? '' : `, lease ${idText(kv.lease)}`
  return joinBytes([utf8('PUT '), kv.key, utf8(` (version ${kv.version}${lease})`), newline])
}

async function* patch(before: Uint8Array, after: Uint8Array, options: RenderOptions): AsyncGenerator<Chunk> {
  const { patchLines } = await import('./patch-lines.ts')
  yield* patchLines(before, after, options)
}

function* indented(value: Uint8Array): Generator<Chunk> {
  const text = plainText(value)
  if (text === undefined) return yield `    (${value.length} bytes, not text)\n`
  if (text === '') return yield '    (empty)\n'
  yield text.replace(/\n$/, '').replace(/^/gm, '    ').concat('\n')
}

async function* recordHistory({ changes, hasPatches }: HistoryReport): AsyncGenerator<string> {
  for await (const change of changes) yield recordLine(recordOf(change, hasPatches))
}

function recordOf({ revision, kind, kv, previous }: HistoryChange, hasPrevious: boolean): JsonRecord {
  const type = kind === 'put' ? 'PUT' : 'DELETE'
  const before = hasPrevious && previous !== undefined ? bytesMember('prev_value', previous.value) : {}
  if (kind === 'delete') return { revision, type, ...bytesMember('key', kv.key), ...before }
  return {
    revision,
    type,
    ...bytesMember('key', kv.key),
    ...bytesMember('value', kv.value),
    ...before,
    create_revision: kv.createRevision,
    version: kv.version,
    lease: kv.lease === 0n ? undefined : idText(kv.lease),
  }
}
