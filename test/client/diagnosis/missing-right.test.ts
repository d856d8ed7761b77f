import assert from 'node:assert/strict'
import test from 'node:test'
import { fromKeyRange, prefixRange } from '../../../src/base/ranges.ts'
import { missingRight } from '../../../src/client/diagnosis/missing-right.ts'
import { create } from '../../../src/rpc/codec.ts'
import { compareType, putRequestType, rangeRequestType } from '../../../src/rpc/fields.ts'
import type { RequestOp, TxnRequest } from '../../../src/rpc/messages.ts'
import { bytes } from '../open.ts'

const nothing = { compare: [], success: [], failure: [] }
const unknown = 'lacks a right on a key of the transaction; see etcdctl user get NAME --detail'

function putOp(key: string): RequestOp {
  return { requestPut: create(putRequestType, { key: bytes(key), lease: 7n }) }
}

/** What takes a place in the queue of a lock. */
const queue: Partial<TxnRequest> = {
  compare: [create(compareType, { key: bytes('l/1f') })],
  success: [putOp('l/1f'), { requestRange: create(rangeRequestType, prefixRange(bytes('l/'))) }],
  failure: [{ requestRange: create(rangeRequestType, { key: bytes('l/1f') }) }],
}

test('a denied call names the right, the key or range, and the command that gives it', () => {
  const grant = 'root may give it: etcdctl role grant-permission ROLE'
  const cases: readonly (readonly [path: string, request: object, text: string])[] = [
    ['KV/Range', { key: bytes('k') }, `has no right to read "k"; ${grant} read "k"`],
    ['KV/Range', prefixRange(bytes('k')), `has no right to read "k" --prefix; ${grant} read "k" --prefix`],
    ['KV/RangeStream', prefixRange(bytes('')), `has no right to read "" --prefix; ${grant} read "" --prefix`],
    ['KV/Range', fromKeyRange(bytes('k')), `has no right to read "k" --from-key; ${grant} read "k" --from-key`],
    ['KV/Put', { key: bytes('k\n') }, `has no right to write "k\\n"; ${grant} write "k\\n"`],
    [
      'KV/DeleteRange',
      { key: bytes('a'), rangeEnd: bytes('c') },
      `has no right to write "a" "c"; ${grant} write "a" "c"`,
    ],
    ['Watch/Watch', prefixRange(bytes('k')), `has no right to read "k" --prefix; ${grant} read "k" --prefix`],
    ['KV/Txn', queue, `has no right to read and write "l/" --prefix; ${grant} readwrite "l/" --prefix`],
    ['KV/Txn', { success: [putOp('k')] }, `has no right to write "k"; ${grant} write "k"`],
    [
      'KV/Txn',
      { success: [{ requestTxn: { ...nothing, failure: [putOp('k')] } }] },
      `has no right to write "k"; ${grant} write "k"`,
    ],
    ['KV/Txn', { success: [putOp('k'), putOp('l')] }, unknown],
    [
      'KV/Txn',
      { success: [{ requestRange: create(rangeRequestType, fromKeyRange(bytes('a'))) }, putOp('k')] },
      `has no right to read and write "a" --from-key; ${grant} readwrite "a" --from-key`,
    ],
    [
      'KV/Txn',
      {
        success: [
          { requestRange: create(rangeRequestType, fromKeyRange(bytes('b'))) },
          { requestRange: create(rangeRequestType, prefixRange(bytes('b'))) },
        ],
      },
      `has no right to read "b" --from-key; ${grant} read "b" --from-key`,
    ],
    ['KV/Txn', {}, 'lacks a right on a key of the transaction; see etcdctl user get NAME --detail'],
    ['Lease/LeaseRevoke', {}, 'lacks a right on the keys that this touches; see etcdctl user get NAME --detail'],
    ['Auth/UserAdd', {}, 'lacks the role root, which this takes; see etcdctl user grant-role NAME root'],
  ]

  for (const [path, request, text] of cases) assert.equal(missingRight(`/etcdserverpb.${path}`, request), text)
})
