import assert from 'node:assert/strict'
import test from 'node:test'
import { parseProfile } from '../../src/base/release.ts'
import { offlineGlobalFlags } from '../../src/etcdutl/globals.ts'
import { globalFlags } from '../../src/global-flags.ts'
import { type Format, formatNamed, inFormat, originalFormats, ourFormats } from '../../src/render/formats.ts'
import { loadRender } from '../../src/render/load-render.ts'
import type { Chunk, Rendering, RenderOptions } from '../../src/render/results.ts'

const options: RenderOptions = { profile: parseProfile('3.7'), hex: false }

test('a format is found by its whole name only', () => {
  assert.deepEqual(originalFormats, ['fields', 'json', 'protobuf', 'simple', 'table'])
  const pinned = { auto: false }
  for (const name of originalFormats) assert.equal(formatNamed(name, pinned), name)
  for (const name of ourFormats) {
    assert.equal(formatNamed(name, { auto: true }), name)
    assert.equal(formatNamed(name, pinned), undefined)
  }
  for (const name of ['', 'JSON', 'jso', 'toString', '__proto__'])
    assert.equal(formatNamed(name, { auto: true }), undefined)
})

test('the flags name the formats that there are, and shells complete them', () => {
  const [ours, offline] = [globalFlags, offlineGlobalFlags].map((flags) =>
    flags.find(({ name }) => name === 'write-out'),
  )
  assert.equal(ours?.usage, 'how to print results: fields, json, protobuf, simple, table, jsonl, raw or yaml')
  assert.equal(offline?.usage, 'how to print results: fields, json, simple, table or jsonl')
  assert.deepEqual([ours?.values, offline?.values], [originalFormats, originalFormats])
  assert.deepEqual([ours?.ourValues, offline?.ourValues], [ourFormats, ['jsonl']])
})

test('a kind is printed as its noun says, a table from its columns', async () => {
  const text: Rendering<string> = {
    simple: (result) => [`simple ${result}`],
    json: (result) => [`json ${result}`],
    fields: undefined,
    protobuf: undefined,
    table: (result) => ({ header: ['a'], rows: [[result]] }),
  }
  const printed = async (format: Format) => (await inFormat(format, text))?.('x', options)
  assert.deepEqual(await printed('simple'), ['simple x'])
  assert.deepEqual(await printed('json'), ['json x'])
  assert.equal(await printed('fields'), undefined)
  assert.equal(await printed('protobuf'), undefined)
  assert.deepEqual(await printed('table'), ['┌───┐\n│ A │\n├───┤\n│ x │\n└───┘\n'])
  assert.equal(await inFormat('table', { ...text, table: undefined }), undefined)
})

test('the first word of a kind names the file that prints it', async () => {
  const moved = await loadRender('simple', 'moveLeader')
  const lines = moved?.({ leaderId: 1n, targetId: 255n, response: {} }, options)
  assert.deepEqual(lines, ['Leadership transferred from 1 to ff\n'])
  assert.equal(await loadRender('table', 'moveLeader'), undefined)
  assert.equal(await loadRender('protobuf', 'leaseRevoke'), undefined)
  const removed = await loadRender('simple', 'memberRemove')
  const chunks = removed?.({ id: 10n, response: { members: [] } }, options) as Iterable<Chunk>
  assert.deepEqual([...chunks], ['Member                a removed from cluster                0\n'])
})
