import assert from 'node:assert/strict'
import test from 'node:test'
import { keyValueType, leaseLeasesRequestType, rangeRequestType } from '../../src/rpc/fields.ts'
import { AlarmType, type RangeRequest, type RangeResponse } from '../../src/rpc/messages.ts'
import { enumName, type Method, type UnaryMethod } from '../../src/rpc/schema.ts'
import * as services from '../../src/rpc/services.ts'

type RequestOf<M> = M extends Method<infer Req, object> ? Req : never
type AnswerOf<M> = M extends UnaryMethod<object, infer Res> ? Res : 'a stream'
type Same<A, B> = [A, B] extends [B, A] ? true : false

test("a method's constant gives a generic client its request and response types", () => {
  const request: Same<RequestOf<typeof services.KV.range>, RangeRequest> = true
  const answer: Same<AnswerOf<typeof services.KV.range>, RangeResponse> = true
  const putAnswer: Same<AnswerOf<typeof services.KV.put>, RangeResponse> = false
  const stream: AnswerOf<typeof services.KV.rangeStream> = 'a stream'
  assert.deepEqual([request, answer, putAnswer, stream], [true, true, false, 'a stream'])
  assert.equal(services.KV.range.request, rangeRequestType)
})

test('paths are those of the protocol', () => {
  assert.equal(services.KV.deleteRange.path, '/etcdserverpb.KV/DeleteRange')
  assert.equal(services.Watch.watch.path, '/etcdserverpb.Watch/Watch')
  assert.equal(services.Maintenance.hashKV.path, '/etcdserverpb.Maintenance/HashKV')
  assert.equal(services.Auth.roleRevokePermission.path, '/etcdserverpb.Auth/RoleRevokePermission')
  assert.equal(services.Lease.leaseLeases.request, leaseLeasesRequestType)
})

test('the streams are those of the protocol', () => {
  const streams = Object.values(services)
    .flatMap((service): Method[] => Object.values(service))
    .filter((method) => method.requestStream || method.responseStream)
    .map(
      (method) =>
        `${method.requestStream ? 'stream' : 'one'} ${method.path} ${method.responseStream ? 'stream' : 'one'}`,
    )
  assert.deepEqual(streams.sort(), [
    'one /etcdserverpb.KV/RangeStream stream',
    'one /etcdserverpb.Maintenance/Snapshot stream',
    'stream /etcdserverpb.Lease/LeaseKeepAlive stream',
    'stream /etcdserverpb.Watch/Watch stream',
  ])
})

test('the table of a message names its fields for JSON', () => {
  const names = keyValueType.fields.map((field) => `${field.number} ${field.protoName} ${field.name} ${field.type}`)
  assert.deepEqual(names, [
    '1 key key bytes',
    '2 create_revision createRevision int64',
    '3 mod_revision modRevision int64',
    '4 version version int64',
    '5 value value bytes',
    '6 lease lease int64',
  ])
})

test("an enum's number has a name, or is given in decimal", () => {
  assert.equal(enumName(AlarmType, 2), 'CORRUPT')
  assert.equal(enumName(AlarmType, 12), '12')
})
