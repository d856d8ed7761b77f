import assert from 'node:assert/strict'
import test from 'node:test'
import { type Endpoint, parseEndpoint } from '../../../src/client/connection/endpoints.ts'

/** `given -> tls, what is dialled, authority, name in the certificate` */
const good: readonly (readonly [string, Endpoint['tls'], string, string, string])[] = [
  ['127.0.0.1:2379', 'optional', 'tcp 127.0.0.1 2379', '127.0.0.1:2379', '127.0.0.1'],
  ['etcd.example:2379', 'optional', 'tcp etcd.example 2379', 'etcd.example:2379', 'etcd.example'],
  ['[::1]:2379', 'optional', 'tcp ::1 2379', '[::1]:2379', '::1'],
  ['[127.0.0.1]:2379', 'optional', 'tcp 127.0.0.1 2379', '[127.0.0.1]:2379', '127.0.0.1'],
  ['https://[127.0.0.1]:2379', 'always', 'tcp 127.0.0.1 2379', '[127.0.0.1]:2379', '127.0.0.1'],
  ['https://[etcd.example]:1', 'always', 'tcp etcd.example 1', '[etcd.example]:1', 'etcd.example'],
  ['10.0.0.1.example:1', 'optional', 'tcp 10.0.0.1.example 1', '10.0.0.1.example:1', '10.0.0.1.example'],
  ['0xbeef.example:1', 'optional', 'tcp 0xbeef.example 1', '0xbeef.example:1', '0xbeef.example'],
  ['[fe80::1%eth0]:2379', 'optional', 'tcp fe80::1%eth0 2379', '[fe80::1%eth0]:2379', 'fe80::1%eth0'],
  [':2379', 'optional', 'tcp localhost 2379', ':2379', ''],
  ['  127.0.0.1:2379\t', 'optional', 'tcp 127.0.0.1 2379', '127.0.0.1:2379', '127.0.0.1'],
  ['http://h:1', 'never', 'tcp h 1', 'h:1', 'h'],
  ['HTTP://h:1', 'never', 'tcp h 1', 'h:1', 'h'],
  ['http://h:1/path/below?q=1#f', 'never', 'tcp h 1', 'h:1', 'h'],
  ['http://h:1?q', 'never', 'tcp h 1', 'h:1', 'h'],
  ['http://name:secret@h:1', 'never', 'tcp h 1', 'h:1', 'h'],
  ['http://[::1]:1', 'never', 'tcp ::1 1', '[::1]:1', '::1'],
  ['http://[fe80::1%25eth0]:1', 'never', 'tcp fe80::1%eth0 1', '[fe80::1%eth0]:1', 'fe80::1%eth0'],
  ['https://h:1', 'always', 'tcp h 1', 'h:1', 'h'],
  ['hTTps://h:1/', 'always', 'tcp h 1', 'h:1', 'h'],
  ['unix:///run/etcd.sock', 'optional', 'unix /run/etcd.sock', 'etcd.sock', 'etcd.sock'],
  ['unix://run/etcd.sock', 'optional', 'unix run/etcd.sock', 'etcd.sock', 'etcd.sock'],
  ['unix:/run/etcd.sock', 'optional', 'unix /run/etcd.sock', 'etcd.sock', 'etcd.sock'],
  ['unix:run/etcd.sock', 'optional', 'unix run/etcd.sock', 'etcd.sock', 'etcd.sock'],
  ['unix:localhost:2379', 'optional', 'unix localhost:2379', 'localhost:2379', 'localhost'],
  ['unix:///run/localhost:20999', 'optional', 'unix /run/localhost:20999', 'localhost:20999', 'localhost'],
  ['unix:/run/a%41+~@[1]', 'optional', 'unix /run/a%41+~@[1]', 'a%41+~@[1]', 'a%41+~@[1]'],
  ['unix:/run/two words', 'optional', 'unix /run/two words', 'two%20words', 'two words'],
  ['unixs:///run/etcd.sock', 'always', 'unix /run/etcd.sock', 'etcd.sock', 'etcd.sock'],
  ['unixs://run/etcd.sock', 'always', 'unix run/etcd.sock', 'etcd.sock', 'etcd.sock'],
  ['unixs:/run/etcd.sock', 'always', 'unix /run/etcd.sock', 'etcd.sock', 'etcd.sock'],
  ['unixs:///run/localhost:20999', 'always', 'unix /run/localhost:20999', 'localhost:20999', 'localhost'],
  ['unixs:localhost:2379', 'always', 'unix localhost:2379', 'localhost:2379', 'localhost'],
]

const bad: readonly (readonly [string, string])[] = [
  ['127.0.0.1', 'address 127.0.0.1: missing port in address'],
  ['', 'address : missing port in address'],
  ['http://127.0.0.1', 'address 127.0.0.1: missing port in address'],
  ['https://h/path', 'address h: missing port in address'],
  ['::1:2379', 'address ::1:2379: too many colons in address'],
  ['http://::1:2379', 'address ::1:2379: too many colons in address'],
  ['h:2379/', 'address h:2379/: unknown port "2379/"'],
  ['h:', 'address h:: empty port'],
  ['h:http', 'address h:http: unknown port "http"'],
  ['h:65536', 'address h:65536: unknown port "65536"'],
  ['h:-1', 'address h:-1: unknown port "-1"'],
  ['[::x]:1', 'address [::x]:1: "::x" is not an IPv6 address'],
  ['192.168.010.012:1', 'address 192.168.010.012:1: "192.168.010.012" is not an IPv4 address'],
  ['https://010.0.0.1:1', 'address 010.0.0.1:1: "010.0.0.1" is not an IPv4 address'],
  ['[0x7f.1]:1', 'address [0x7f.1]:1: "0x7f.1" is not an IPv4 address'],
  ['127.1:1', 'address 127.1:1: "127.1" is not an IPv4 address'],
  ['0:1', 'address 0:1: "0" is not an IPv4 address'],
  ['2130706433:1', 'address 2130706433:1: "2130706433" is not an IPv4 address'],
  ['[::1', "address [::1: missing ']' in address"],
  ['ftp://h:1', 'address ftp://h:1: too many colons in address'],
  [`unix:/${'x'.repeat(107)}`, `address /${'x'.repeat(107)}: a unix socket's path has at most 107 bytes`],
  ['dns:///h:1', 'address dns:///h:1: too many colons in address'],
]

function dialled({ address }: Endpoint): string {
  if (address.kind === 'bad') return `bad ${address.reason}`
  return address.kind === 'unix' ? `unix ${address.path}` : `tcp ${address.host} ${address.port}`
}

test('every form of an endpoint is dialled, named and secured as documented', () => {
  for (const [given, tls, address, authority, serverName] of good) {
    const endpoint = parseEndpoint(given)
    assert.deepEqual(
      { tls: endpoint.tls, address: dialled(endpoint), authority: endpoint.authority, serverName: endpoint.serverName },
      { tls, address, authority, serverName },
      given,
    )
  }
})

test('an address that cannot be dialled says why', () => {
  for (const [given, reason] of bad) assert.equal(dialled(parseEndpoint(given)), `bad ${reason}`, given)
})

test('results show an endpoint as it was written, without the spaces around it', () => {
  assert.equal(parseEndpoint(' HTTPS://User@Host:1/x ').text, 'HTTPS://User@Host:1/x')
})
