import assert from 'node:assert/strict'
import { isIP } from 'node:net'
import test from 'node:test'
import { ipVersion, isHalfAddress } from '../../src/base/ip-address.ts'
import { canonicalAddress } from '../../src/client/tls/x509/server-name.ts'

const parts = [
  '0',
  '1',
  '9',
  '10',
  '99',
  '127',
  '199',
  '249',
  '250',
  '255',
  '256',
  '300',
  '00',
  '01',
  '1e1',
  '-1',
  '+1',
  ' 1',
]
const odd = ['', '0x7f', 'a', '1.', '\n', '1\n', '0b1', '1_0', '٣', 'NaN', 'Infinity', '-0', '1.5']

function* addresses(): Generator<string> {
  for (const part of [...parts, ...odd]) {
    for (let at = 0; at < 4; at++) {
      for (const length of [1, 2, 3, 4, 5])
        yield Array.from({ length }, (_, each) => (each === at ? part : '7')).join('.')
    }
  }
}

test('an address of IPv4 is one for us when it is one for node', () => {
  for (const text of addresses()) assert.equal(ipVersion(text) === 4, isIP(text) === 4, JSON.stringify(text))
})

test('incomplete numbers are half an address, and names are none', () => {
  for (const text of ['1', '127.1', '127.0.1', '010.0.0.1', '0x7f000001', '0x7F.1', '256.0.0.1', '1.2.3.999']) {
    assert.equal(isHalfAddress(text), true, text)
  }
  for (const text of ['127.0.0.1', 'etcd', '1.2.3.4.5', 'a.1', '', '1.', '::1', '0x', '1e1']) {
    assert.equal(isHalfAddress(text), false, text)
  }
})

test('an address of IPv4 has the canonical text that a URL gives it', () => {
  for (const text of addresses()) {
    const url = `http://[::ffff:${text}]`
    const expected = isIP(text) === 4 ? new URL(url).hostname : undefined
    assert.equal(canonicalAddress(text), expected, JSON.stringify(text))
  }
})
