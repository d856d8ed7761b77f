import assert from 'node:assert/strict'
import test from 'node:test'
import { parseEndpoint } from '../../../src/client/connection/endpoints.ts'
import { throughProxies } from '../../../src/client/proxy/proxies.ts'
import { plainProxyRules, proxyRules } from '../../../src/client/proxy/proxy-rules.ts'

/** Whether Go's httpproxy, asked with `NO_PROXY` and an address, uses the proxy. */
const exclusions: readonly (readonly [noProxy: string, address: string, isProxied: boolean])[] = [
  ['', 'etcd.invalid:2379', true],
  ['', 'etcd.invalid', true],
  ['', 'localhost:2379', false],
  ['', 'LOCALHOST:2379', true],
  ['', 'localhost.:2379', true],
  ['', 'x.localhost:2379', true],
  ['', '127.0.0.1:2379', false],
  ['', '127.9.9.9:2379', false],
  ['', '[::1]:2379', false],
  ['', '[::ffff:127.0.0.1]:2379', false],
  ['', '0.0.0.0:2379', true],
  ['', '127.1:2379', true],
  ['', ':2379', true],
  ['', '10.0.0.1:2379', true],
  ['', '[2001:db8::1]:2379', true],
  ['*', 'etcd.invalid:2379', false],
  ['a.invalid, *', 'etcd.invalid:2379', false],
  ['**', 'etcd.invalid:2379', true],
  ['1.invalid', 'node1.invalid:2379', true],
  ['1.invalid', 'a.1.invalid:2379', false],
  ['etcd.invalid', 'etcd.invalid:2379', false],
  ['etcd.invalid', 'myetcd.invalid:2379', true],
  ['etcd.invalid', 'a.b.etcd.invalid:2379', false],
  ['etcd.invalid', 'etcd.invalid.:2379', true],
  ['etcd.invalid.', 'etcd.invalid.:2379', false],
  ['etcd.invalid.', 'etcd.invalid:2379', true],
  ['ETCD.Invalid', 'etcd.INVALID:2379', false],
  ['.invalid', 'etcd.invalid:2379', false],
  ['.invalid', 'invalid:2379', true],
  ['.etcd.invalid', 'etcd.invalid:2379', true],
  ['*.invalid', 'etcd.invalid:2379', false],
  ['*.etcd.invalid', 'etcd.invalid:2379', true],
  ['*etcd.invalid', 'myetcd.invalid:2379', true],
  ['e*.invalid', 'etcd.invalid:2379', true],
  ['etcd.invalid:2379', 'etcd.invalid:2379', false],
  ['etcd.invalid:2380', 'etcd.invalid:2379', true],
  ['etcd.invalid:443', 'etcd.invalid', false],
  ['*.invalid:2379', 'etcd.invalid:2379', false],
  ['.invalid:1', 'etcd.invalid:2379', true],
  ['  b.invalid ,\tetcd.invalid  ', 'etcd.invalid:2379', false],
  ['b.invalid etcd.invalid', 'etcd.invalid:2379', true],
  [',,', 'etcd.invalid:2379', true],
  [':2379', 'etcd.invalid:2379', true],
  ['http://etcd.invalid', 'etcd.invalid:2379', true],
  ['10.0.0.1', '10.0.0.1:2379', false],
  ['10.0.0.1', '10.0.0.10:2379', true],
  ['0.0.1', '10.0.0.1:2379', true],
  ['10.0.0.1:2379', '10.0.0.1:2379', false],
  ['10.0.0.1:2380', '10.0.0.1:2379', true],
  ['10.0.0.0/8', '10.1.2.3:2379', false],
  ['10.0.0.0/31', '10.0.0.2:2379', true],
  ['10.0.0.0/08', '10.1.2.3:2379', false],
  ['10.0.0.0/33', '10.0.0.0:2379', true],
  ['0.0.0.0/0', '10.1.2.3:2379', false],
  ['0.0.0.0/0', 'etcd.invalid:2379', true],
  ['::/0', '10.1.2.3:2379', true],
  ['::/0', '[2001:db8::1]:2379', false],
  ['::ffff:10.0.0.0/104', '10.1.2.3:2379', false],
  ['::ffff:10.0.0.1', '10.0.0.1:2379', false],
  ['2001:db8::/32', '[2001:db8::1]:2379', false],
  ['2001:db8::1', '[2001:db8:0::1]:2379', false],
  ['[2001:db8::1]:2379', '[2001:db8::1]:2379', false],
  ['[2001:db8::1]', '[2001:db8::1]:2379', true],
  ['fe80::1', '[fe80::1%eth0]:2379', false],
  ['fe80::/10', '[fe80::1%eth0]:2379', false],
  ['10.0.0.1/32', '10.0.0.1:2379', false],
  ['10.0.0.1/32', '10.0.0.2:2379', true],
  ['10.0.0.0/31', '10.0.0.1:2379', false],
  ['10.0.0.0/30', '10.0.0.3:2379', false],
  ['10.0.0.0/30', '10.0.0.4:2379', true],
  ['2001:db8::1/128', '[2001:db8::1]:2379', false],
  ['2001:db8::/128', '[2001:db8::1]:2379', true],
  ['2001:db8::/127', '[2001:db8::1]:2379', false],
  ['2001:db8::/127', '[2001:db8::2]:2379', true],
  ['2001:db8::/32', '[2001:db8:1:2:3:4:5:6]:2379', false],
  ['2001:db8:1:2:3:4:5:6', '[2001:db8:1:2:3:4:5:6]:2379', false],
  ['x10.0.0.0/8', '10.1.2.3:2379', true],
  ['10.0.0.0/8x', '10.1.2.3:2379', true],
  ['::ffff:10.0.0.0/96', '10.1.2.3:2379', false],
  ['::ffff:10.0.0.0/96', '99.1.2.3:2379', false],
  ['::ffff:10.0.0.0/97', '10.1.2.3:2379', false],
  ['::ffff:10.0.0.0/97', '200.1.2.3:2379', true],
  ['::ffff:10.0.0.0/95', '10.1.2.3:2379', true],
  ['::ffff:10.0.0.0/95', '[::fffe:0:0]:2379', false],
  ['::ffff:10.0.0.0/95', '[::fffd:0:0]:2379', true],
  ['::ffff:10.0.0.0/128', '10.0.0.1:2379', true],
  ['10.0.0.0/8', '[2001:db8::1]:2379', true],
  ['fe80::1', '[fe80::1%a%b]:2379', false],
  ['fe80::1%eth0', '[fe80::1%eth0]:2379', true],
  ['bücher.invalid', 'xn--bcher-kva.invalid:2379', false],
  ['xn--bcher-kva.invalid', 'bücher.invalid:2379', false],
  ['', 'a[b:2379', false],
  ['', 'a]:2379', false],
]

test('NO_PROXY excludes what it does for Go', () => {
  for (const [noProxy, address, isProxied] of exclusions) {
    const rules = proxyRules({ HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: noProxy })
    assert.equal(rules(address) !== undefined, isProxied, `NO_PROXY=${noProxy} ${address}`)
  }
})

/** The value of HTTPS_PROXY, and `user/password@host:port` as Go reads it; undefined for no proxy at all. */
const proxies: readonly (readonly [string, string | undefined])[] = [
  ['http://proxy:3128', 'proxy:3128'],
  ['proxy:3128', 'proxy:3128'],
  ['proxy', 'proxy'],
  ['10.0.0.1:3128', '10.0.0.1:3128'],
  ['[::1]:3128', '[::1]:3128'],
  ['HTTP://Proxy:3128/path?query#fragment', 'Proxy:3128'],
  ['https://proxy:3128', 'proxy:3128'],
  ['socks5://proxy:1080', 'proxy:1080'],
  ['whatever://proxy:1', 'proxy:1'],
  ['http://bob@proxy:3128', 'bob/@proxy:3128'],
  ['http://bob:pw@proxy:3128', 'bob/pw@proxy:3128'],
  ['bob:pw@proxy:3128', 'bob/pw@proxy:3128'],
  ['http://b%40b:p%3Aw@proxy:3128', 'b@b/p:w@proxy:3128'],
  ['http://bob:p@w@proxy:3128', 'bob/p@w@proxy:3128'],
  ['http://:pw@proxy', '/pw@proxy'],
  ['http://[::1%25eth0]:1', '[::1%eth0]:1'],
  ['//proxy:3128', ''],
  ['http://', 'http:'],
  ['http://bob:p w@proxy:1', 'http:'],
  ['http://proxy/%zz', undefined],
  ['proxy:31x8', ''],
  ['http://proxy:1\n', undefined],
  ['', undefined],
]

test('a proxy is read as Go reads it, whatever its scheme', () => {
  for (const [text, wanted] of proxies) {
    const found = proxyRules({ HTTPS_PROXY: text })('etcd.invalid:2379')
    const user = found?.user === undefined ? '' : `${found.user.name}/${found.user.password}@`
    assert.equal(found && `${user}${found.host}`, wanted, text)
  }
})

test('the first variable that is not empty counts, and no other name', () => {
  const host = (env: Record<string, string>) => proxyRules(env)('etcd.invalid:2379')?.host
  assert.equal(host({ HTTPS_PROXY: 'upper', https_proxy: 'lower' }), 'upper')
  assert.equal(host({ HTTPS_PROXY: '', https_proxy: 'lower' }), 'lower')
  const all = 'etcd.invalid'
  assert.equal(host({ https_proxy: 'lower', NO_PROXY: '', no_proxy: all }), undefined)
  assert.equal(host({ https_proxy: 'lower', NO_PROXY: 'other', no_proxy: all }), 'lower')
  assert.equal(host({ https_proxy: 'lower', no_grpc_proxy: all, REQUEST_METHOD: 'GET' }), 'lower')
  const others = ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy', 'grpc_proxy', 'GRPC_PROXY', 'Https_Proxy']
  for (const name of others) assert.equal(host({ [name]: 'proxy:1' }), undefined, name)
})

/** `what CONNECT asks for` of each endpoint, or `direct`. */
function ways(texts: readonly string[], env: Record<string, string>): string[] {
  return throughProxies(texts.map(parseEndpoint), env).map(({ proxy }) => proxy?.target ?? 'direct')
}

test('a proxy is asked for the address as it was written', () => {
  const targets: readonly (readonly [string, string])[] = [
    ['etcd.invalid:2379', 'etcd.invalid:2379'],
    ['http://Etcd.Invalid:2379/path', 'Etcd.Invalid:2379'],
    ['https://user@etcd.invalid.:2379', 'etcd.invalid.:2379'],
    ['etcd.invalid', 'etcd.invalid'],
    ['etcd.invalid:http', 'etcd.invalid:http'],
    ['[2001:db8::1]:2379', '[2001:db8::1]:2379'],
    ['http://[fe80::1%25eth0]:2379', '[fe80::1]:2379'],
    ['bücher.invalid:2379', 'xn--bcher-kva.invalid:2379'],
    ['unix:///run/etcd.sock', 'direct'],
    ['unixs:localhost:2379', 'direct'],
    [`unix:/${'x'.repeat(200)}`, 'direct'],
    ['two words:1', 'direct'],
  ]
  for (const [text, target] of targets) assert.deepEqual(ways([text], { HTTPS_PROXY: 'proxy' }), [target], text)
})

test('when no proxy leads to the first endpoint, none does to the others', () => {
  const env = { HTTPS_PROXY: 'proxy:1', NO_PROXY: 'a.invalid' }
  assert.deepEqual(ways(['a.invalid:1', 'b.invalid:2'], env), ['direct', 'direct'])
  assert.deepEqual(ways(['b.invalid:2', 'a.invalid:1'], env), ['b.invalid:2', 'direct'])
  assert.deepEqual(ways(['127.0.0.1:1', 'b.invalid:2'], env), ['direct', 'direct'])
  assert.deepEqual(ways(['unix:///x', 'b.invalid:2'], env), ['direct', 'b.invalid:2'])
  assert.deepEqual(ways([], env), [])
})

test('a proxy without a port is dialled at 443, one without a host here, and its password is in no name of it', () => {
  const step = (proxy: string) => throughProxies([parseEndpoint('etcd.invalid:1')], { HTTPS_PROXY: proxy })[0]?.proxy
  const dialled = (proxy: string) => `${step(proxy)?.host} ${step(proxy)?.port} ${step(proxy)?.text}`
  assert.equal(dialled('http://proxy'), 'proxy 443 proxy')
  assert.equal(dialled('http://[::1]'), '::1 443 [::1]')
  assert.equal(dialled('http://:3128'), 'localhost 3128 :3128')
  assert.equal(dialled('http://bob:secret@proxy:3128'), 'proxy 3128 proxy:3128')
  assert.equal(dialled('http://bob:123/secret@proxy:3128'), 'bob 123 named by HTTPS_PROXY')
  assert.equal(step('http://bob:s%40crt@proxy')?.authorization, `Basic ${btoa('bob:s@crt')}`)
  assert.equal(step('http://proxy')?.authorization, undefined)
})

test('plain HTTP has variables of its own, and port 80 where none is named', () => {
  const host = (env: Record<string, string>) => plainProxyRules(env)('etcd.invalid')?.host
  assert.equal(host({ HTTP_PROXY: 'upper', http_proxy: 'lower', HTTPS_PROXY: 'other' }), 'upper')
  assert.equal(host({ http_proxy: 'lower' }), 'lower')
  assert.equal(host({ HTTPS_PROXY: 'other', https_proxy: 'other' }), undefined)
  assert.equal(host({ HTTP_PROXY: 'proxy', NO_PROXY: 'etcd.invalid:80' }), undefined)
  assert.equal(host({ HTTP_PROXY: 'proxy', NO_PROXY: 'etcd.invalid:443' }), 'proxy')
})

test('a proxy for plain HTTP that a web server may have set for its client is refused, and only then', () => {
  const cgi = { REQUEST_METHOD: 'GET' }
  assert.throws(() => plainProxyRules({ HTTP_PROXY: 'proxy', ...cgi }), /refusing to use HTTP_PROXY value in CGI/)
  assert.throws(() => plainProxyRules({ http_proxy: 'proxy', ...cgi }), /refusing to use HTTP_PROXY value in CGI/)
  assert.equal(plainProxyRules(cgi)('etcd.invalid:1'), undefined)
  assert.equal(plainProxyRules({ HTTP_PROXY: 'proxy', REQUEST_METHOD: '' })('etcd.invalid:1')?.host, 'proxy')
})
