import assert from 'node:assert/strict'
import test from 'node:test'
import { isNamed } from '../../src/client/bun-tls-link.ts'

const list =
  'DNS:localhost, DNS:etcd-0.Example.com, DNS:*.svc.example.com, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1'

test('a server is beyond doubt under the very names and addresses of its certificate', () => {
  for (const name of ['localhost', 'LOCALHOST', 'etcd-0.example.com', 'a.svc.example.com', '127.0.0.1']) {
    assert.ok(isNamed(name, list), name)
  }
})

test('any other name is in doubt', () => {
  const names = [
    '',
    'local',
    'etcd-1.example.com',
    'svc.example.com',
    'a.b.svc.example.com',
    '.svc.example.com',
    '127.0.0.2',
    '::1',
  ]
  for (const name of [...names, '*.svc.example.com.', 'xn--a.svc.example.com', 'DNS:localhost']) {
    assert.ok(!isNamed(name, list), name)
  }
  assert.ok(!isNamed('127.0.0.1', 'DNS:127.0.0.1'), 'an address is no name')
  assert.ok(!isNamed('example.com', 'DNS:*.com'), 'a whole top level domain')
})

test('a list is in doubt when it is empty, or holds anything else', () => {
  for (const other of [
    '',
    'URI:spiffe://a',
    'DNS:"a, DNS:localhost"',
    'email:a@b.c',
    'othername:<unsupported>',
    'DNS:a\0b',
  ]) {
    assert.ok(!isNamed('localhost', other), other)
    assert.ok(!isNamed('localhost', `${list}, ${other}`) || other === '', other)
  }
})
