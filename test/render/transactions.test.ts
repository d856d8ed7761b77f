import assert from 'node:assert/strict'
import test from 'node:test'
import { parseProfile } from '../../src/base/release.ts'
import type { Chunk, Render, RenderOptions } from '../../src/render/results.ts'
import { transactions } from '../../src/render/transactions.ts'
import { decode } from '../../src/rpc/codec.ts'
import { txnResponseType } from '../../src/rpc/fields.ts'
import type { ResponseHeader, TxnResponse } from '../../src/rpc/messages.ts'
import { header, headerFields, headerJson, keyValue } from '../commands/samples.ts'

const { simple, json, fields, protobuf } = transactions.txn

const inner: ResponseHeader = { clusterId: 0n, memberId: 0n, revision: 3n, raftTerm: 0n }
const response: TxnResponse = {
  header,
  succeeded: true,
  responses: [
    { responseRange: { header: inner, kvs: [keyValue('foo', 'qux')], more: false, count: 1n } },
    { responsePut: { header: inner, prevKv: keyValue('a', 'b') } },
    { responsePut: { header: inner } },
    { responseDeleteRange: { header: inner, deleted: 1n, prevKvs: [keyValue('fop', 'y')] } },
  ],
}
const empty: TxnResponse = { header, succeeded: false, responses: [] }

function text(render: Render<TxnResponse> | undefined, result: TxnResponse, compat = '3.7', hex = false): string {
  const options: RenderOptions = { profile: parseProfile(compat), hex }
  const chunks = (render?.(result, options) ?? []) as Iterable<Chunk>
  return [...chunks].map((chunk) => Buffer.from(chunk as Uint8Array).toString()).join('')
}

test('simple says how the comparisons went, and then each result after an empty line', () => {
  assert.equal(text(simple, response), 'SUCCESS\n\nfoo\nqux\n\nOK\na\nb\n\nOK\n\n1\nfop\ny\n')
  assert.equal(text(simple, empty), 'FAILURE\n')
  assert.match(text(simple, response, '3.7', true), /^SUCCESS\n\n\\x66\\x6f\\x6f\n/)
})

const pair = (key: string, value: string) =>
  `{"key":"${key}","create_revision":2,"mod_revision":4,"version":3,"value":"${value}"}`

function jsonText(range: string, put: string, del: string): string {
  return (
    `{${headerJson},"succeeded":true,"responses":[` +
    `{"Response":{"${range}":{"header":{"revision":3},"kvs":[${pair('Zm9v', 'cXV4')}],"count":1}}},` +
    `{"Response":{"${put}":{"header":{"revision":3},"prev_kv":${pair('YQ==', 'Yg==')}}}},` +
    `{"Response":{"${put}":{"header":{"revision":3}}}},` +
    `{"Response":{"${del}":{"header":{"revision":3},"deleted":1,"prev_kvs":[${pair('Zm9w', 'eQ==')}]}}}]}\n`
  )
}

test('json names the kinds in the spelling of the release', () => {
  const modern = jsonText('response_range', 'response_put', 'response_delete_range')
  for (const compat of ['3.5', '3.6', '3.7']) assert.equal(text(json, response, compat), modern)
  const old = jsonText('ResponseRange', 'ResponsePut', 'ResponseDeleteRange')
  assert.equal(text(json, response, '3.4'), old)
  assert.equal(text(json, empty), `{${headerJson}}\n`)
})

test('fields gives each result its own header lines', () => {
  const innerLines = '"ClusterID" : 0\n"MemberID" : 0\n"Revision" : 3\n"RaftTerm" : 0\n'
  const pairLines = (prefix: string, key: string, value: string) =>
    `"${prefix}Key" : "${key}"\n"${prefix}CreateRevision" : 2\n"${prefix}ModRevision" : 4\n"${prefix}Version" : 3\n` +
    `"${prefix}Value" : "${value}"\n"${prefix}Lease" : 0\n`
  const expected =
    `${headerFields}"Succeeded" : true\n` +
    `${innerLines}${pairLines('', 'foo', 'qux')}"More" : false\n"Count" : 1\n` +
    `${innerLines}${pairLines('Prev', 'a', 'b')}${innerLines}` +
    `${innerLines}"Deleted" : 1\n${pairLines('Prev', 'fop', 'y')}`
  assert.equal(text(fields, response), expected)
  assert.equal(text(fields, empty), `${headerFields}"Succeeded" : false\n`)
})

test('protobuf is the response itself', () => {
  const options: RenderOptions = { profile: parseProfile('3.7'), hex: false }
  const [bytes] = (protobuf?.(response, options) ?? []) as Uint8Array[]
  assert.ok(bytes !== undefined)
  assert.deepEqual(decode(txnResponseType, bytes), response)
})
