import assert from 'node:assert/strict'
import test from 'node:test'
import { Draw } from '../../../scripts/bench/draw.ts'
import { parseProfile } from '../../../src/base/release.ts'
import { PairFieldWriter } from '../../../src/render/keys/pair-field-writer.ts'
import { pairFields } from '../../../src/render/keys/pair-fields.ts'
import type { KeyValue } from '../../../src/rpc/messages.ts'
import { commitSeed } from '../../support/commit-seed.ts'
import { copiesOf } from './copies.ts'

const numbers = [0n, 1n, 10n, 999n, 2n ** 32n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 63n - 1n, -1n, -(2n ** 63n)]

function drawn(draw: Draw): KeyValue {
  const some = (): Uint8Array =>
    draw.among([
      () => draw.bytes(draw.below(40)),
      () => Buffer.from(draw.text('ab"\\\n\x7f é中😀', draw.below(40))),
      () => new Uint8Array(),
    ])()
  const number = (): bigint => draw.among(numbers)
  return {
    key: some(),
    value: some(),
    createRevision: number(),
    modRevision: number(),
    version: number(),
    lease: number(),
  }
}

for (const compat of ['3.5', '3.7']) {
  for (const hex of [false, true]) {
    test(`key-values are written as the fields of each, with ${compat}${hex ? ' and --hex' : ''}`, () => {
      const draw = new Draw(commitSeed())
      const options = { profile: parseProfile(compat), hex }
      const large = { ...drawn(draw), value: draw.bytes(1_000_000) }
      const kvs = [...Array.from({ length: 4000 }, () => drawn(draw)), large, drawn(draw)]
      const writer = new PairFieldWriter(options)
      const pieces = [kvs.slice(0, 900), kvs.slice(900), []].flatMap((some) => copiesOf(writer.pieces(some)))
      const expected = kvs.map((kv) => pairFields('', kv, options)).join('')
      assert.ok(pieces.length > 3)
      assert.ok(Buffer.concat(pieces).equals(Buffer.from(expected)))
    })
  }
}
