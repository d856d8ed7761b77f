import assert from 'node:assert/strict'
import { createPublicKey } from 'node:crypto'
import test from 'node:test'
import { DerReader, tags } from '../../../../src/client/tls/x509/der.ts'
import { parsePublicKey } from '../../../../src/client/tls/x509/public-key.ts'
import { ecKey } from '../../../support/certificate-builder.ts'
import { bits, objectId, sequence } from '../../../support/der.ts'

const curves = ['P-224', 'P-256', 'P-384', 'P-521']

function isRead(info: Buffer): boolean {
  try {
    parsePublicKey(new DerReader(info).readWhole(tags.sequence, ''))
    return true
  } catch {
    return false
  }
}

function isReadByNode(info: Buffer): boolean {
  try {
    createPublicKey({ key: info, format: 'der', type: 'spki' })
    return true
  } catch {
    return false
  }
}

function keyInfo(curve: string): Buffer {
  return ecKey(curve).publicKey.export({ type: 'spki', format: 'der' })
}

test('a point on a curve is a key, and no point beside it, as node says', () => {
  for (const curve of curves) {
    for (let round = 0; round < 10; round++) {
      const info = keyInfo(curve)
      assert.equal(isRead(info), true, curve)
      const at = info.length - 1 - round
      info[at] = (info[at] ?? 0) ^ (1 << (round % 8))
      assert.equal(isRead(info), false, curve)
      assert.equal(isReadByNode(info), false, curve)
    }
  }
})

test('coordinates are smaller than the prime of the curve', () => {
  const prime = Buffer.from('ffffffff00000001000000000000000000000000ffffffffffffffffffffffff', 'hex')
  // x = 0 is on the curve, and so would be x = prime
  const y = Buffer.from('66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4', 'hex')
  const at = (x: Buffer) =>
    sequence(
      sequence(objectId('1.2.840.10045.2.1'), objectId('1.2.840.10045.3.1.7')),
      bits(Buffer.concat([Buffer.of(4), x, y])),
    )
  assert.equal(isRead(at(Buffer.alloc(32))), true)
  assert.equal(isRead(at(prime)), false)
})

test('a key on a curve has no bits to spare, and nothing follows it', () => {
  for (const curve of curves) {
    const info = keyInfo(curve)
    const parts = new DerReader(new DerReader(info).read(tags.sequence, ''))
    const algorithm = parts.readWhole(tags.sequence, '').whole
    const point = parts.read(tags.bits, '').subarray(1)
    const even = Buffer.concat([point.subarray(0, -1), Buffer.of(0)])
    assert.equal(isRead(sequence(algorithm, bits(point), Buffer.of(5, 0))), false)
    assert.equal(isRead(sequence(algorithm, bits(even, 1))), false)
    assert.equal(isRead(sequence(algorithm, bits(point))), true)
  }
})
