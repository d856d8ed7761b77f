import assert from 'node:assert/strict'
import test from 'node:test'
import { create, decode, encode, unknownFields } from '../../src/rpc/codec.ts'
import {
  alarmMemberType,
  compareType,
  internalRaftRequestType,
  keyValueType,
  leaseStatusType,
  memberType,
  putRequestType,
  raftConfChangeType,
  raftConfStateType,
  raftSnapshotType,
  rangeResponseType,
  requestOpType,
  responseHeaderType,
  responseOpType,
  snapshotResponseType,
  userType,
  walRecordType,
  walSnapshotType,
  watchCreateRequestType,
  watchResponseType,
} from '../../src/rpc/fields.ts'
import { EventType, FilterType } from '../../src/rpc/messages.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const fromHex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'))
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

const getFoo = `0a19 08ad b5a2 a3f1 96a8 b24c 10f7 c881 e5d9 cce8 e68d 0118 0420 0212 100a 0366
  6f6f 1002 1804 2003 2a03 7175 7820 01`.replaceAll(/\s/g, '')
const watchPut = `0a19 08ad b5a2 a3f1 96a8 b24c 10f7 c881 e5d9 cce8 e68d 0118 1620 025a 0e12 0c0a
  0177 1016 1816 2001 2a01 31`.replaceAll(/\s/g, '')

const header = { clusterId: 5504701352735447725n, memberId: 10218001686876677239n, revision: 4n, raftTerm: 2n }
const foo = { key: utf8('foo'), createRevision: 2n, modRevision: 4n, version: 3n, value: utf8('qux'), lease: 0n }

test("etcdctl's bytes of a get are read and written back", () => {
  const response = decode(rangeResponseType, fromHex(getFoo))
  assert.deepEqual(response, { header, kvs: [foo], more: false, count: 1n })
  assert.equal(hex(encode(rangeResponseType, response)), getFoo)
})

test("etcdctl's bytes of a watch event are read and written back", () => {
  const response = decode(watchResponseType, fromHex(watchPut))
  assert.equal(response.events[0]?.type, EventType.PUT)
  assert.deepEqual(response.events[0]?.kv?.key, utf8('w'))
  assert.equal(response.events[0]?.prevKv, undefined)
  assert.equal(hex(encode(watchResponseType, response)), watchPut)
})

test("etcdctl's bytes of a lease grant are a bare header", () => {
  const bytes = '08adb5a2a3f196a8b24c10f7c881e5d9cce8e68d0118062002'
  assert.equal(hex(encode(responseHeaderType, { ...header, revision: 6n })), bytes)
})

test('a proto3 message leaves zeros out, and a value that is not given is a zero', () => {
  assert.equal(
    hex(encode(putRequestType, { key: utf8('k'), value: new Uint8Array(), lease: 0n, prevKv: false })),
    '0a016b',
  )
  assert.equal(hex(encode(putRequestType, {})), '')
})

test('an empty message that is set is written', () => {
  assert.equal(hex(encode(userType, { name: utf8('u'), options: { noPassword: false } })), '0a01752200')
})

test('a member of a oneof is written even when it is zero', () => {
  assert.equal(hex(encode(compareType, { version: 0n })), '2000')
  assert.equal(hex(encode(compareType, { value: new Uint8Array() })), '3a00')
  assert.equal(hex(encode(requestOpType, { requestRange: undefined })), '')
  assert.equal(decode(compareType, fromHex('2000')).version, 0n)
  assert.equal(decode(compareType, fromHex('')).version, undefined)
})

test('of a oneof that comes twice the last member stays', () => {
  assert.deepEqual(decode(compareType, fromHex('2001 3a0178')), create(compareType, { value: utf8('x') }))
  assert.deepEqual(Object.keys(decode(responseOpType, fromHex('0a00 1200'))), ['responsePut'])
})

test('a message that comes in parts is merged', () => {
  const response = decode(rangeResponseType, fromHex('0a02 0801 0a02 1807'))
  assert.deepEqual(response.header, { clusterId: 1n, memberId: 0n, revision: 7n, raftTerm: 0n })
})

test('a repeated enum is written packed and read in both forms', () => {
  const filters = [FilterType.NOPUT, FilterType.NODELETE]
  assert.equal(hex(encode(watchCreateRequestType, { filters })), '2a020001')
  assert.deepEqual(decode(watchCreateRequestType, fromHex('2a020001')).filters, filters)
  assert.deepEqual(decode(watchCreateRequestType, fromHex('2800 2801')).filters, filters)
})

test('negative 64-bit numbers take ten bytes', () => {
  const bytes = '08ffffffffffffffffff01'
  assert.equal(hex(encode(leaseStatusType, { ID: -1n })), bytes)
  assert.equal(decode(leaseStatusType, fromHex(bytes)).ID, -1n)
  assert.equal(decode(alarmMemberType, fromHex(bytes)).memberID, 2n ** 64n - 1n)
})

test('an enum number without a name is kept', () => {
  assert.equal(decode(alarmMemberType, fromHex('1009')).alarm, 9)
  assert.equal(decode(alarmMemberType, fromHex('10ffffffffffffffffff01')).alarm, -1)
})

test('the log messages always write their required fields', () => {
  assert.equal(hex(encode(walSnapshotType, {})), '08001000')
  assert.equal(hex(encode(walRecordType, { type: 4n })), '08041000')
  assert.equal(hex(encode(walRecordType, { type: 1n, crc: 5, data: new Uint8Array() })), '080110051a00')
  assert.equal(hex(encode(raftConfChangeType, { nodeId: 1n })), '080010001801')
  assert.equal(hex(encode(raftConfStateType, { voters: [1n, 300n] })), '080108ac022800')
  assert.equal(hex(encode(raftSnapshotType, {})), '12080a02280010001800')
})

test('a required field that is absent reads as zero, as newer releases leave it out', () => {
  assert.deepEqual(decode(raftConfChangeType, fromHex('1000 1801')), { id: 0n, type: 0, nodeId: 1n })
  assert.deepEqual(decode(raftSnapshotType, new Uint8Array()).metadata.confState.voters, [])
})

test('field numbers above 2047 are read and written', () => {
  const bytes = hex(encode(internalRaftRequestType, { downgradeVersionTest: { ver: '3.5.0' } }))
  assert.equal(bytes, 'e2ea04070a05332e352e30')
  assert.deepEqual(decode(internalRaftRequestType, fromHex(bytes)), { ID: 0n, downgradeVersionTest: { ver: '3.5.0' } })
})

test('unknown fields of every wire type are kept and written after the known ones', () => {
  const unknown = 'a00601 a906 0102030405060708 a206 03616263 ad06 01020304 a306 0801 a406'.replaceAll(' ', '')
  const message = decode(leaseStatusType, fromHex(`${unknown}0805`))
  assert.equal(message.ID, 5n)
  assert.equal(hex(encode(leaseStatusType, message)), `0805${unknown}`)
  assert.equal(hex(encode(leaseStatusType, { ...message, ID: 0n })), unknown)
})

test('unknown fields of a nested message stay inside it', () => {
  const bytes = '0a05 0801 a00601 1801'.replaceAll(' ', '')
  const response = decode(rangeResponseType, fromHex(bytes))
  assert.equal(unknownFields in response, false)
  assert.equal(hex(encode(rangeResponseType, response)), bytes)
})

test('unknown fields are a copy, so that the input can be let go', () => {
  const input = fromHex('a00601')
  const kept: unknown = Reflect.get(decode(leaseStatusType, input), unknownFields)
  assert.ok(kept instanceof Uint8Array)
  assert.deepEqual(kept, input)
  assert.notEqual(kept.buffer, input.buffer)
})

test('a message cut at any byte is refused, other than between two fields', () => {
  const bytes = fromHex(getFoo)
  const ends = [0, 27, 45, 47]
  assert.equal(ends.at(-1), bytes.length)
  for (let length = 0; length <= bytes.length; length++) {
    const cut = () => decode(rangeResponseType, bytes.subarray(0, length))
    if (ends.includes(length)) assert.doesNotThrow(cut, `${length} bytes`)
    else assert.throws(cut, /^Error: cannot decode etcdserverpb\.RangeResponse: .+, at byte \d+$/, `${length} bytes`)
  }
})

const malformed = [
  { name: 'a varint of eleven bytes', bytes: '08 ffffffffffffffffffffff', type: leaseStatusType },
  { name: 'field number 0', bytes: '00 01', type: leaseStatusType },
  { name: 'a known field of another wire type', bytes: '0a 0101', type: leaseStatusType },
  { name: 'a list element of another wire type', bytes: '1801', type: memberType },
  { name: 'an unknown wire type', bytes: 'a706', type: leaseStatusType },
  { name: 'a group that ends without a start', bytes: 'a406', type: leaseStatusType },
  { name: 'a group without an end', bytes: 'a306 0801', type: leaseStatusType },
  { name: 'a length past the end', bytes: '0a 7f 61', type: keyValueType },
  { name: 'a length of 4 GiB', bytes: '0a ffffffff0f', type: keyValueType },
  { name: 'a nested field past the end of its message', bytes: '0a02 08ff 01', type: rangeResponseType },
  { name: 'a nested length past the end of its message', bytes: '1202 0a04 61626364', type: rangeResponseType },
  { name: 'a packed element past the end of its list', bytes: '2a01 ff 01', type: watchCreateRequestType },
]

for (const { name, bytes, type } of malformed) {
  test(`${name} is refused`, () => {
    assert.throws(() => decode<object>(type, fromHex(bytes)), { message: /^cannot decode / })
  })
}

test('random bytes are read or refused, and nothing else happens', () => {
  let state = 12345
  const random = (): number => {
    state = (state * 1103515245 + 12345) % 2 ** 31
    return state >>> 16
  }
  for (let round = 0; round < 3000; round++) {
    const bytes = Uint8Array.from({ length: random() % 60 }, () => random() % (round % 2 === 0 ? 256 : 48))
    for (const type of [rangeResponseType, internalRaftRequestType, compareType]) {
      try {
        decode<object>(type, bytes)
      } catch (error) {
        assert.match(String(error), /^Error: cannot decode /)
      }
    }
  }
})

test('groups nested without end are refused', () => {
  const starts = fromHex('a306'.repeat(50_000))
  assert.throws(() => decode(requestOpType, starts), { message: /^cannot decode / })
})

test('keys and values are plain views into the input, whatever its class', () => {
  const input = Buffer.from(getFoo, 'hex')
  const kv = decode(rangeResponseType, input).kvs[0]
  assert.equal(kv?.value.constructor, Uint8Array)
  assert.equal(kv?.value.buffer, input.buffer)
  assert.deepEqual(kv?.value, utf8('qux'))
})

test('text that is not UTF-8 gets replacement characters, and a leading byte order mark stays', () => {
  assert.equal(decode(snapshotResponseType, fromHex('2203 61ff62')).version, 'a\ufffdb')
  assert.equal(decode(snapshotResponseType, fromHex('2203 efbbbf')).version, '\ufeff')
})

test('a number out of range is refused', () => {
  const refused = { message: /^cannot encode etcdserverpb\.\w+: invalid u?int64/ }
  assert.throws(() => encode(leaseStatusType, { ID: 2n ** 63n }), refused)
  assert.throws(() => encode(alarmMemberType, { memberID: -1n }), refused)
})

test('created messages share no lists', () => {
  create(rangeResponseType).kvs.push(foo)
  assert.deepEqual(create(rangeResponseType), { kvs: [], more: false, count: 0n })
  assert.deepEqual(create(rangeResponseType, { count: 3n }).count, 3n)
})
