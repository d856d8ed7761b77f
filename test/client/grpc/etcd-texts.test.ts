import assert from 'node:assert/strict'
import test from 'node:test'
import { etcdReason, etcdReasonAtEnd, etcdTexts, etcdWords, isRegistered } from '../../../src/client/grpc/etcd-texts.ts'
import { RpcError } from '../../../src/client/grpc/rpc-error.ts'

test('a status of etcd has the reason that its whole text stands for, whatever its code', () => {
  for (const [reason, text] of Object.entries(etcdTexts)) {
    assert.equal(new RpcError(2, text).reason, reason)
    assert.equal(etcdReason(`${text}!`), undefined)
    assert.ok(isRegistered(text))
  }
  assert.equal(new RpcError(14, 'no leader').reason, undefined)
})

test('the words of etcd are told apart from those of the transport', () => {
  assert.equal(new RpcError(14, 'etcdserver: not leader').etcdWords, 'not leader')
  assert.equal(etcdWords('connection reset by peer'), undefined)
})

test('a reason is found after the status that some releases put in front of it', () => {
  const text = 'rpc error: code = Unauthenticated desc = etcdserver: invalid auth token'
  assert.equal(etcdReasonAtEnd(text), 'invalidToken')
  assert.equal(etcdReasonAtEnd('etcdserver: invalid auth token of m1'), undefined)
})
