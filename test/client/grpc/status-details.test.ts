import assert from 'node:assert/strict'
import test from 'node:test'
import { statusError } from '../../../src/client/grpc/status-details.ts'
import { transportWords } from '../../../src/client/grpc/transport-words.ts'

/** `google.rpc.Status` in base64. */
function details(code: number, message: string): string {
  const text = Buffer.from(message)
  return Buffer.from([...(code === 0 ? [] : [8, code]), 0x12, text.length, ...text]).toString('base64')
}

function told(release: string, status: string | undefined, ...given: readonly string[]): string | undefined {
  const fields = new Map([['grpc-message', 'txt']])
  if (status !== undefined) fields.set('grpc-status', status)
  if (given.length > 0) fields.set('grpc-status-details-bin', given.join(', '))
  return statusError(fields, transportWords(release))?.message
}

const mismatch = 'rpc error: code = Internal desc = grpc-status-details-bin mismatch: '

test('details that say the same as the status have the message', () => {
  for (const release of ['3.4', '3.5', '3.7']) {
    assert.equal(told(release, '5', details(5, 'det')), 'rpc error: code = NotFound desc = det')
    assert.equal(told(release, '5', details(5, '')), 'rpc error: code = NotFound desc = ')
    assert.equal(told(release, '0', details(0, 'det')), undefined)
    assert.equal(told(release, undefined, details(2, 'det')), 'rpc error: code = Unknown desc = det')
  }
})

test('details that contradict the status are an error from 3.5 on, whichever says OK', () => {
  for (const release of ['3.5', '3.6', '3.7']) {
    const shown = 'grpc-message="txt", grpc-status-details-bin='
    assert.equal(told(release, '0', details(5, 'det')), `${mismatch}grpc-status=OK, ${shown}code:5  message:"det"`)
    assert.equal(
      told(release, '5', details(7, 'd"t')),
      `${mismatch}grpc-status=NotFound, ${shown}code:7  message:"d\\"t"`,
    )
    assert.equal(told(release, '5', details(0, 'det')), `${mismatch}grpc-status=NotFound, ${shown}message:"det"`)
    assert.equal(told(release, '17', details(0, '')), `${mismatch}grpc-status=Code(17), ${shown}`)
  }
})

test('in 3.4 details win over the status, but never make it a success', () => {
  assert.equal(told('3.4', '0', details(5, 'det')), 'rpc error: code = NotFound desc = det')
  assert.equal(told('3.4', '5', details(7, 'det')), 'rpc error: code = PermissionDenied desc = det')
  assert.equal(told('3.4', '5', details(7, 'a'), details(8, 'b')), 'rpc error: code = ResourceExhausted desc = b')
  assert.equal(told('3.4', '5', details(0, 'det')), 'rpc error: code = NotFound desc = txt')
})

test('details that are malformed, or that come twice, count for nothing from 3.5 on', () => {
  const noUtf8 = Buffer.from([8, 5, 0x12, 1, 0xff]).toString('base64')
  for (const given of [['//8'], [noUtf8], [details(7, 'a'), details(8, 'b')]]) {
    assert.equal(told('3.7', '5', ...given), 'rpc error: code = NotFound desc = txt')
    assert.equal(told('3.7', '0', ...given), undefined)
  }
  const malformed = 'rpc error: code = Internal desc = transport: malformed grpc-status-details-bin: unexpected EOF'
  assert.equal(told('3.4', '0', '//8'), malformed)
})
