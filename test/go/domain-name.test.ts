import assert from 'node:assert/strict'
import test from 'node:test'
import { isDomainName } from '../../src/go/domain-name.ts'

test('what is no domain name is looked up nowhere, as in Go', () => {
  const long = Array.from({ length: 4 }, () => 'x'.repeat(62)).join('.')
  const names = [
    '.',
    'a',
    'a.',
    '_etcd-client._tcp.example.org',
    'a-b.c',
    '1.a',
    `${long}.a`,
    'x'.repeat(63),
    '--a'.slice(2),
  ]
  for (const name of names) assert.equal(isDomainName(name), true, name)
  const others = [
    '',
    '..',
    'a..b',
    '_etcd-client._tcp..',
    'a b',
    '-a',
    'a-',
    'a-.b',
    '1.2',
    'ü',
    `${long}.abc`,
    'x'.repeat(64),
  ]
  for (const name of others) assert.equal(isDomainName(name), false, name)
})
