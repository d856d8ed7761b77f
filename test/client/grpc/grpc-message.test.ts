import assert from 'node:assert/strict'
import test from 'node:test'
import { argumentBytes } from '../../../src/base/arguments.ts'
import { decodeGrpcMessage } from '../../../src/client/grpc/grpc-message.ts'

function bytesOf(field: string): string {
  return Buffer.from(argumentBytes(decodeGrpcMessage(field))).toString('latin1')
}

test('escapes of a status message are read one by one, and a malformed one stays', () => {
  const texts: Readonly<Record<string, string>> = {
    '': '',
    plain: 'plain',
    'a%41b': 'aAb',
    'a%zzb%41': 'a%zzbA',
    '%': '%',
    '%4': '%4',
    'x%4%41': 'x%4A',
    '%%41': '%A',
    '%2541': '%41',
    '%+1%-1 %0x': '%+1%-1 %0x',
    '%c3%A4 %': '\xc3\xa4 %',
    'a%0ab': 'a\nb',
  }
  for (const [field, wanted] of Object.entries(texts)) assert.equal(bytesOf(field), wanted, field)
})

test('bytes that are not UTF-8 reach the output as they are', () => {
  for (const [field, wanted] of [
    ['x%e4y', 'x\xe4y'],
    ['%FF%FE', '\xff\xfe'],
    ['\xfcber', '\xfcber'],
    ['%C3%A4%C3', '\xc3\xa4\xc3'],
  ] as const) {
    assert.equal(bytesOf(field), wanted, field)
  }
  assert.equal(decodeGrpcMessage('%C3%A4'), 'ä')
})
