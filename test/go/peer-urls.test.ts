import assert from 'node:assert/strict'
import test from 'node:test'
import { CliError } from '../../src/base/errors.ts'
import { parsePeerUrls } from '../../src/go/peer-urls.ts'

test('good URLs are given back as they were written', () => {
  for (const url of [
    'http://127.0.0.1:1',
    'HTTPS://h:2',
    'http://[::1]:1',
    'http://u:p@h:1?q#f',
    'unix://a/b:c',
    'http://:',
  ]) {
    assert.deepEqual(parsePeerUrls(url), [url])
  }
  assert.deepEqual(parsePeerUrls('http://a:1, http://b:2 '), ['http://a:1', ' http://b:2 '])
})

test('bad URLs are refused with the texts of the original', () => {
  const cases: [string, string][] = [
    ['foo', 'URL scheme must be http, https, unix, or unixs: foo'],
    ['http://h:1,', 'URL scheme must be http, https, unix, or unixs: '],
    ['localhost:2380', 'URL scheme must be http, https, unix, or unixs: localhost:2380'],
    ['http://127.0.0.1', 'URL address does not have the form "host:port": http://127.0.0.1'],
    ['http:127.0.0.1:1', 'URL address does not have the form "host:port": http:127.0.0.1:1'],
    [' http://127.0.0.1:1/ ', 'URL must not contain a path: http://127.0.0.1:1/'],
    ['http://h:port', 'parse "http://h:port": invalid port ":port" after host'],
    ['http://::1:1', 'parse "http://::1:1": invalid port "::1:1" after host'],
    [':foo', 'parse ":foo": missing protocol scheme'],
    ['127.0.0.1:2380', 'parse "127.0.0.1:2380": first path segment in URL cannot contain colon'],
    ['http://[::1:1', 'parse "http://[::1:1": missing \']\' in host'],
    ['http://a[::1]:1', 'parse "http://a[::1]:1": invalid IP-literal'],
    ['http://[zz]:1', 'parse "http://[zz]:1": invalid host: ParseAddr("zz"): unable to parse IP'],
    ['http://a b:1', 'parse "http://a b:1": invalid character " " in host name'],
    ['http://h%zz:1', 'parse "http://h%zz:1": invalid URL escape "%zz"'],
    ['http://h:1/%4', 'parse "http://h:1/%4": invalid URL escape "%4"'],
    ['http://h:1#%', 'parse "http://h:1#%": invalid URL escape "%"'],
    ['http://a b@h:1', 'parse "http://a b@h:1": net/url: invalid userinfo'],
    ['http://h\x01:1', 'parse "http://h\\x01:1": net/url: invalid control character in URL'],
  ]
  for (const [text, message] of cases) assert.throws(() => parsePeerUrls(text), new CliError(message), text)
})
