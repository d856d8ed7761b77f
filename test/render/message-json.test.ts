import assert from 'node:assert/strict'
import test from 'node:test'
import { messageToJson, messageToValue } from '../../src/render/message-json.ts'
import { create } from '../../src/rpc/codec.ts'
import {
  authRoleGetResponseType,
  downgradeInfoType,
  memberListResponseType,
  memberType,
  moveLeaderResponseType,
  permissionType,
  responseHeaderType,
  statusResponseType,
} from '../../src/rpc/fields.ts'

const header = create(responseHeaderType, {
  clusterId: 16112368608292313757n,
  memberId: 9057952481709174070n,
  raftTerm: 2n,
})

test('fields come in number order under their protocol names, zero ones left out', () => {
  const members = [
    create(memberType, { ID: 4953027505171797594n, name: 'm<1>', peerURLs: ['http://127.0.0.1:22323'] }),
    create(memberType, { ID: 1n, isLearner: true }),
  ]
  assert.equal(
    messageToJson(memberListResponseType, create(memberListResponseType, { members, header })),
    '{"header":{"cluster_id":16112368608292313757,"member_id":9057952481709174070,"raft_term":2},"members":[{"ID":4953027505171797594,"name":"m\\u003c1\\u003e","peerURLs":["http://127.0.0.1:22323"]},{"ID":1,"isLearner":true}]}',
  )
})

test('an empty message is an empty object, present or on its own', () => {
  assert.equal(messageToJson(moveLeaderResponseType, create(moveLeaderResponseType)), '{}')
  const status = create(statusResponseType, { version: '3.6.14', downgradeInfo: create(downgradeInfoType) })
  assert.equal(messageToJson(statusResponseType, status), '{"version":"3.6.14","downgradeInfo":{}}')
})

test('enums are numbers, bytes base64, and elements of a list keep their place when empty', () => {
  const perm = [
    create(permissionType, { key: Buffer.from('foo') }),
    create(permissionType),
    create(permissionType, { permType: 2, key: Buffer.from('pfx/'), rangeEnd: Buffer.from('pfx0') }),
  ]
  assert.equal(
    messageToJson(authRoleGetResponseType, create(authRoleGetResponseType, { perm })),
    '{"perm":[{"key":"Zm9v"},{},{"permType":2,"key":"cGZ4Lw==","range_end":"cGZ4MA=="}]}',
  )
})

test('a message can be made a part of a larger value', () => {
  assert.deepEqual(messageToValue(memberType, create(memberType, { ID: 7n, name: 'x' })), { ID: 7n, name: 'x' })
})
