import assert from 'node:assert/strict'
import test from 'node:test'
import { parseProfile } from '../../src/base/release.ts'
import type { Chunk, Render, WatchResult } from '../../src/render/results.ts'
import { watches } from '../../src/render/watch.ts'
import { decode } from '../../src/rpc/codec.ts'
import { watchResponseType } from '../../src/rpc/fields.ts'
import { header, headerFields, headerJson, keyValue } from '../commands/samples.ts'

const { simple, json, fields, protobuf } = watches.watch

const still = { compactRevision: 0n, canceled: false, cancelReason: '', problem: '' }
const put: WatchResult = { ...still, header, events: [{ type: 0, kv: keyValue('w', '1') }] }
const changed: WatchResult = {
  ...still,
  header,
  events: [...(put.events ?? []), { type: 1, kv: { ...keyValue('w', ''), version: 0n }, prevKv: keyValue('w', '1') }],
}
const progress: WatchResult = { ...still, header, events: [] }
const compacted: WatchResult = {
  ...still,
  header: { ...header, revision: 0n },
  events: [],
  compactRevision: 23n,
  canceled: true,
  cancelReason: 'r',
  problem: 'why',
}
const refused: WatchResult = { ...still, header: undefined, events: undefined, canceled: true, problem: 'no' }

function chunks(
  render: Render<readonly WatchResult[]> | undefined,
  results: readonly WatchResult[],
  compat = '3.7',
  hex = false,
): Chunk[] {
  return [...((render?.(results, { profile: parseProfile(compat), hex }) ?? []) as Iterable<Chunk>)]
}

/** Remarks show up in square brackets. */
function text(
  render: Render<readonly WatchResult[]> | undefined,
  results: readonly WatchResult[],
  compat?: string,
  hex?: boolean,
): string {
  const parts = chunks(render, results, compat, hex)
  return parts
    .map((chunk) => {
      if (typeof chunk === 'string' || chunk instanceof Uint8Array) return Buffer.from(chunk).toString()
      return 'remark' in chunk ? `[${chunk.remark}]` : chunk.drawing
    })
    .join('')
}

test('simple prints the kind, what was before, and what is', () => {
  assert.equal(text(simple, [changed, put]), 'PUT\nw\n1\nDELETE\nw\n1\nw\n\nPUT\nw\n1\n')
  assert.equal(text(simple, [put], '3.7', true), 'PUT\n\\x77\n\\x31\n')
  assert.equal(
    text(simple, [progress, compacted, refused]),
    'progress notify: 4\n[watch was canceled (why)][watch was canceled (no)]',
  )
})

const capital = headerJson.replace('"header"', '"Header"')
const pair = '{"key":"dw==","create_revision":2,"mod_revision":4,"version":3,"value":"MQ=="}'
const rest = ',"CompactRevision":0,"Canceled":false,"Created":false'
const gone = '{"type":1,"kv":{"key":"dw==","create_revision":2,"mod_revision":4}'

test('json has every key of its release', () => {
  const events = `"Events":[{"kv":${pair}},${gone},"prev_kv":${pair}}]`
  for (const compat of ['3.4', '3.5', '3.6']) {
    assert.equal(text(json, [changed], compat), `{${capital},${events}${rest}}\n`)
    assert.equal(text(json, [progress], compat), `progress notify: 4\n{${capital},"Events":[]${rest}}\n`)
    const failed = '{"Header":{},"Events":null,"CompactRevision":0,"Canceled":true,"Created":false}\n'
    assert.equal(text(json, [refused], compat), `[watch was canceled (no)]${failed}`)
  }
  assert.equal(text(json, [changed]), `{${capital},${events}${rest},"CancelReason":""}\n`)
  assert.equal(text(json, [progress]), `progress notify: 4\n{${capital},"Events":null${rest},"CancelReason":""}\n`)
  assert.match(
    text(json, [compacted]),
    /,"Events":null,"CompactRevision":23,"Canceled":true,"Created":false,"CancelReason":"r"\}\n$/,
  )
})

test('fields prints the header for each response, and a revision of 0 only before 3.6', () => {
  const lines = (prefix: string) =>
    `"${prefix}Key" : "w"\n"${prefix}CreateRevision" : 2\n"${prefix}ModRevision" : 4\n"${prefix}Version" : 3\n` +
    `"${prefix}Value" : "1"\n"${prefix}Lease" : 0\n`
  const deleted = lines('').replace('"Version" : 3', '"Version" : 0').replace('"1"', '""')
  const expected = `${headerFields}"Type" : PUT\n${lines('')}"Type" : DELETE\n${lines('Prev')}${deleted}`
  assert.equal(text(fields, [changed]), expected)
  assert.match(text(fields, [refused], '3.5'), /"Revision" : 0\n/)
  assert.doesNotMatch(text(fields, [refused], '3.6'), /Revision/)
})

test('protobuf always has a header, and never the reason', () => {
  for (const result of [changed, compacted, refused]) {
    const bytes = chunks(protobuf, [result]).find((chunk) => chunk instanceof Uint8Array)
    assert.ok(bytes instanceof Uint8Array)
    const { header: head, events, canceled, compactRevision, cancelReason } = decode(watchResponseType, bytes)
    assert.equal(head?.clusterId, result.header?.clusterId ?? 0n)
    assert.deepEqual(events, result.events ?? [])
    assert.deepEqual([canceled, compactRevision, cancelReason], [result.canceled, result.compactRevision, ''])
  }
})
