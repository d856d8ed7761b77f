import assert from 'node:assert/strict'
import test from 'node:test'
import { protoText, protoTextStyle } from '../../../src/offline/inspect/proto-text.ts'
import { create, decode, encode } from '../../../src/rpc/codec.ts'
import {
  compareType,
  internalRaftRequestType,
  putRequestType,
  raftHardStateType,
  txnRequestType,
} from '../../../src/rpc/fields.ts'

const old = protoTextStyle('3.6')
const late = protoTextStyle('3.7')

test('bytes are escaped in octal up to 3.6, and kept as text where they are in 3.7', () => {
  const put = { ...create(putRequestType), key: Buffer.from('é"\\\t\n\r\x01'), value: Uint8Array.of(0xff, 0x7f) }
  assert.equal(protoText(putRequestType, put, old), 'key:"\\303\\251\\"\\\\\\t\\n\\r\\001" value:"\\377\\177" ')
  assert.equal(protoText(putRequestType, put, late), 'key:"é\\"\\\\\\t\\n\\r\\x01"  value:"\\xff\\x7f"')
})

test('zeros are left out, but for a choice among several fields', () => {
  const txn = { compare: [{ ...create(compareType), key: Buffer.from('k'), version: 0n }], success: [], failure: [] }
  const message = decode(txnRequestType, encode(txnRequestType, txn))
  assert.equal(protoText(txnRequestType, message, old), 'compare:<key:"k" version:0 > ')
  assert.equal(protoText(txnRequestType, message, late), 'compare:{key:"k"  version:0}')
})

test('the header comes before the request, which has a lower number', () => {
  const bytes = encode(internalRaftRequestType, {
    header: { ID: 7n, username: 'root', authRevision: 2n },
    put: { ...create(putRequestType), key: Buffer.from('k') },
  })
  const request = decode(internalRaftRequestType, bytes)
  const text = 'header:<ID:7 username:"root" auth_revision:2 > put:<key:"k" > '
  assert.equal(protoText(internalRaftRequestType, request, old), text)
})

test('3.7 shows a required zero', () => {
  const state = { term: 1n, vote: 0n, commit: 3n }
  assert.equal(protoText(raftHardStateType, state, old), 'term:1 commit:3 ')
  assert.equal(protoText(raftHardStateType, state, late), 'term:1  vote:0  commit:3')
})

test('an enum without a name is shown as its number', () => {
  const compare = { ...create(compareType), result: 9, target: 1, key: Buffer.from('k') }
  const txn = { compare: [compare], success: [], failure: [] }
  assert.equal(protoText(txnRequestType, txn, old), 'compare:<result:9 target:CREATE key:"k" > ')
})
