import assert from 'node:assert/strict'
import test from 'node:test'
import type { AlternativeNames } from '../../../../src/client/tls/x509/alternative-names.ts'
import { canonicalAddress, isNamed } from '../../../../src/client/tls/x509/server-name.ts'

function dns(...list: string[]): AlternativeNames {
  return { dns: list, addresses: [], emails: [], uris: [] }
}

function addresses(...list: string[]): AlternativeNames {
  return { dns: [], addresses: list.map((hex) => Buffer.from(hex, 'hex')), emails: [], uris: [] }
}

const loopback6 = '00000000000000000000000000000001'
const mapped = '00000000000000000000ffff01020304'

const named: readonly (readonly [host: string, names: AlternativeNames])[] = [
  ['localhost', dns('localhost')],
  ['LOCALHOST', dns('localhost')],
  ['localhost', dns('LocalHost')],
  ['localhost.', dns('localhost')],
  ['a.example', dns('b.example', 'a.example')],
  ['a.example', dns('*.example')],
  ['A.Example', dns('*.example')],
  ['a.b.example', dns('*.b.example')],
  ['com', dns('com')],
  ['xn--a.example', dns('*.example')],
  ['_a-b.example', dns('_a-b.example')],
  ['a_b.example', dns('*.example')],
  // what no wildcard is for has to be the same text
  ['*.example', dns('*.example')],
  ['a.example.', dns('a.example.')],
  ['a b', dns('A B')],
  ['-a.example', dns('-a.example')],
  ['127.0.0.1', addresses('7f000001')],
  ['10.0.255.255', addresses('0a00ffff')],
  ['[127.0.0.1]', addresses('7f000001')],
  ['::1', addresses(loopback6)],
  ['0:0:0:0:0:0:0:1', addresses(loopback6)],
  ['[::1]', addresses(loopback6)],
  ['1.2.3.4', addresses(mapped)],
  ['::ffff:1.2.3.4', addresses('01020304')],
  ['::FFFF:102:304', addresses(mapped)],
]

const notNamed: readonly (readonly [host: string, names: AlternativeNames | undefined])[] = [
  ['localhost', undefined],
  ['localhost', dns()],
  ['', dns('')],
  ['.', dns('.')],
  ['local', dns('localhost')],
  ['a.example', dns('b.example')],
  ['a.example', dns('example')],
  ['example', dns('*.example')],
  ['a.b.example', dns('*.example')],
  ['a.example.b', dns('a.example')],
  ['a.example.b', dns('*.example')],
  ['.example', dns('*.example')],
  ['a.b.example', dns('a.*.example')],
  ['foo.example', dns('f*.example')],
  ['foo.example', dns('*o.example')],
  ['foo.example', dns('f*o.example')],
  ['foo', dns('*')],
  ['a.example', dns('**.example')],
  ['a.example', dns('a.example.')],
  ['a..example', dns('*..example')],
  ['a b.example', dns('*.example')],
  ['-a.example', dns('*.example')],
  ['a.example', dns('a.example\0')],
  // no letter but k itself is a k
  ['\u212a.example', dns('k.example')],
  // an address is no name, nor the other way round
  ['127.0.0.1', dns('127.0.0.1')],
  ['127.0.0.1', dns('*.0.0.1')],
  ['::1', dns('::1')],
  ['127.0.0.2', addresses('7f000001')],
  ['127.0.0.01', addresses('7f000001')],
  ['127.1', addresses('7f000001')],
  ['[127.0.0.1]5', addresses('7f00000f')],
  ['1[27.0.0.1]', addresses('7f000001')],
  ['::1%lo', addresses(loopback6)],
  ['::2', addresses(loopback6)],
  ['localhost', addresses('7f000001')],
]

test('a server is named by the DNS names and IP addresses of its certificate as in Go', () => {
  for (const [host, names] of named) assert.ok(isNamed(host, names), `${host} by ${JSON.stringify(names)}`)
})

test('nothing else names a server: no partial wildcard, no address as a name', () => {
  for (const [host, names] of notNamed) assert.ok(!isNamed(host, names), `${host} by ${JSON.stringify(names)}`)
})

test('what Go does not take as an address is a name', () => {
  for (const text of [
    '',
    'a',
    '1',
    '1.2.3',
    '1.2.3.4.5',
    '256.0.0.1',
    '01.2.3.4',
    ':',
    ':::',
    '1::2::3',
    '[::1]',
    '::1%1',
  ]) {
    assert.equal(canonicalAddress(text), undefined, text)
  }
})
