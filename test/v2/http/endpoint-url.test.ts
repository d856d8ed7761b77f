import assert from 'node:assert/strict'
import test from 'node:test'
import { parseUrl, urlText, withScheme } from '../../../src/v2/http/endpoint-url.ts'

/** As etcdctl 3.4.37 shows them with --debug. */
const shown: readonly (readonly [given: string, text: string])[] = [
  ['http://', 'http:'],
  ['', 'http:'],
  ['localhost', 'http://localhost'],
  ['//h:2379', 'http://h:2379'],
  ['localhost:2379', 'localhost:2379'],
  ['unix:///tmp/x', 'unix:///tmp/x'],
  ['http://u:p@127.0.0.1:1/a b?x=1', 'http://u:p@127.0.0.1:1/a%20b?x=1'],
  ['/foo', 'http:///foo'],
  ['?x', 'http:?x'],
  ['HTTP://127.0.0.1:1', 'http://127.0.0.1:1'],
  ['http://127.0.0.1:1#f', 'http://127.0.0.1:1#f'],
  ['http://[::1]:1', 'http://[::1]:1'],
]

for (const [given, text] of shown) {
  test(`the endpoint "${given}" is ${text}`, () => {
    assert.equal(urlText(withScheme(parseUrl(given), 'http')), text)
  })
}

const refused: readonly (readonly [given: string, problem: string])[] = [
  ['127.0.0.1:2379', 'first path segment in URL cannot contain colon'],
  [' http://h', 'first path segment in URL cannot contain colon'],
  ['http://a b', 'invalid character " " in host name'],
  ['http://[::1', "missing ']' in host"],
  ['http://h:2x', 'invalid port ":2x" after host'],
  ['http://h%zz', 'invalid URL escape "%zz"'],
  ['http://%41:1', 'invalid URL escape "%41"'],
  ['http://h/%zz', 'invalid URL escape "%zz"'],
  [':foo', 'missing protocol scheme'],
]

for (const [given, problem] of refused) {
  test(`"${given}" is no endpoint`, () => {
    assert.throws(() => parseUrl(given), { message: `parse "${given}": ${problem}` })
  })
}
