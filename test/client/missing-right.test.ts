import assert from 'node:assert/strict'
import test from 'node:test'
import { missingRight } from '../../src/client/missing-right.ts'
import { fromKeyRange, prefixRange } from '../../src/client/ranges.ts'
import { bytes } from './open.ts'

test('a denied call names the right, the key or range, and the command that gives it', () => {
  const grant = 'root may give it: etcdctl role grant-permission ROLE'
  const cases: readonly (readonly [path: string, request: object, text: string])[] = [
    ['KV/Range', { key: bytes('k') }, `has no right to read "k"; ${grant} read "k"`],
    ['KV/Range', prefixRange(bytes('k')), `has no right to read "k" --prefix; ${grant} read "k" --prefix`],
    ['KV/RangeStream', prefixRange(bytes('')), `has no right to read "" --prefix; ${grant} read "" --prefix`],
    ['KV/Range', fromKeyRange(bytes('k')), `has no right to read "k" --from-key; ${grant} read "k" --from-key`],
    ['KV/Put', { key: bytes('k\n') }, `has no right to write "k\\n"; ${grant} write "k\\n"`],
    [
      'KV/DeleteRange',
      { key: bytes('a'), rangeEnd: bytes('c') },
      `has no right to write "a" "c"; ${grant} write "a" "c"`,
    ],
    ['KV/Txn', {}, 'lacks a right on a key of the transaction; see etcdctl user get NAME --detail'],
    ['Lease/LeaseRevoke', {}, 'lacks a right on the keys that this touches; see etcdctl user get NAME --detail'],
    ['Auth/UserAdd', {}, 'lacks the role root, which this takes; see etcdctl user grant-role NAME root'],
  ]
  for (const [path, request, text] of cases) assert.equal(missingRight(`/etcdserverpb.${path}`, request), text)
})
