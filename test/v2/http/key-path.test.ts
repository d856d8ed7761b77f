import assert from 'node:assert/strict'
import test from 'node:test'
import { keyPath } from '../../../src/v2/http/client.ts'

const cases: readonly (readonly [key: string, path: string])[] = [
  ['foo', '/v2/keys/foo'],
  ['/foo', '/v2/keys/foo'],
  ['//foo//bar/', '/v2/keys/foo/bar/'],
  ['', '/v2/keys'],
  ['.', '/v2/keys'],
  ['/', '/v2/keys/'],
  ['..', '/v2'],
  ['../../../x', '/x'],
  ['a/./b/../c', '/v2/keys/a/c'],
  ['a b', '/v2/keys/a%20b'],
  ['a%20b', '/v2/keys/a%2520b'],
  ["-_.~$&+,:;=@!'()*?#", '/v2/keys/-_.~$&+,:;=@%21%27%28%29%2A%3F%23'],
  ['é', '/v2/keys/%C3%A9'],
  ['\udcff\udcfe', '/v2/keys/%FF%FE'],
]

for (const [key, path] of cases) {
  test(`the key ${JSON.stringify(key)} stands at ${path}`, () => {
    assert.equal(keyPath('/v2/keys', key), path)
  })
}
