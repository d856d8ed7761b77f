import assert from 'node:assert/strict'
import test from 'node:test'
import { DeadlineError, RpcError, unsent } from '../../../src/client/grpc/rpc-error.ts'
import { isPassing } from '../../../src/client/retry/persist.ts'
import { statusCodes } from '../../support/fake-server.ts'

test("etcd's own texts are shown bare", () => {
  const bare: readonly (readonly [keyof typeof statusCodes, string])[] = [
    ['InvalidArgument', 'etcdserver: key is not provided'],
    ['OutOfRange', 'etcdserver: mvcc: required revision has been compacted'],
    ['ResourceExhausted', 'etcdserver: mvcc: database space exceeded'],
    ['NotFound', 'etcdserver: requested lease not found'],
    ['PermissionDenied', 'etcdserver: permission denied'],
    ['Unauthenticated', 'etcdserver: invalid auth token'],
    ['Unavailable', 'etcdserver: no leader'],
    ['FailedPrecondition', 'etcdserver: rpc not supported for learner'],
    ['Unknown', 'etcdserver: re-configuration failed due to not enough started members'],
    ['Internal', 'etcdserver: permission denied'],
  ]
  for (const [code, text] of bare) assert.equal(new RpcError(statusCodes[code], text).message, text)
})

test('any other status shows its code and its text', () => {
  const cases: readonly (readonly [number, string, string])[] = [
    [14, 'Connection dropped', 'rpc error: code = Unavailable desc = Connection dropped'],
    [2, 'auth: permission denied', 'rpc error: code = Unknown desc = auth: permission denied'],
    [13, 'etcdserver: watch canceled', 'rpc error: code = Internal desc = etcdserver: watch canceled'],
    [7, 'permission denied', 'rpc error: code = PermissionDenied desc = permission denied'],
    [12, '', 'rpc error: code = Unimplemented desc = '],
    [99, 'odd', 'rpc error: code = Code(99) desc = odd'],
  ]
  for (const [code, details, message] of cases) assert.equal(new RpcError(code, details).message, message)
})

const call = { endpoint: 'a:1', path: '/etcdserverpb.KV/Put', request: undefined, requestBytes: 0 }

test('a status with its call and remarks keeps its code, text, exit code and cause', () => {
  const cause = new Error('below')
  const error = new RpcError(7, 'etcdserver: permission denied', 2, { cause }).ofCall(call, ['a line'])
  const { code, details, exitCode, remarks } = error
  assert.deepEqual(
    [code, details, exitCode, remarks],
    ['PermissionDenied', 'etcdserver: permission denied', 2, ['a line']],
  )
  assert.equal(error.cause, cause)
})

test('a passed deadline ends with exit code 1', () => {
  const { message, exitCode } = new DeadlineError()
  assert.deepEqual([message, exitCode], ['context deadline exceeded', 1])
})

test('a call without a connection was not sent', () => {
  assert.equal(unsent().unseen, 'unsent')
})

test('errors that may be gone the next time are known', () => {
  const passing = [1, 4, 13, 14]
  for (let code = 1; code <= 16; code++) assert.equal(isPassing(new RpcError(code, 'x')), passing.includes(code))
})
