import assert from 'node:assert/strict'
import test from 'node:test'
import { commitSeed } from '../support/commit-seed.ts'
import { findEtcdBinaries } from '../support/etcd-binaries.ts'
import { missingHere } from '../support/required-releases.ts'
import { Contest } from './differential/contest.ts'
import { drawLines } from './differential/drawn-lines.ts'
import { fixedLines } from './differential/fixed-lines.ts'

const { binaries, reasons } = await findEtcdBinaries()
const etcd = binaries.find(({ release }) => release === '3.4')
const skip = etcd === undefined && missingHere(reasons)

/** `V2_SEED` draws the lines that a failure names. */
const seed = Number(process.env.V2_SEED ?? commitSeed())
const drawn = 240

test('each line of the v2 client ends as with the real one: stdout, all of stderr, exit code', { skip }, async (t) => {
  assert.ok(etcd)
  const contest = await Contest.start(etcd, '')
  t.after(() => contest.close())
  const lines = fixedLines()
  assert.ok(lines.length + drawn >= 700, `${lines.length} fixed lines`)
  assert.deepEqual(await contest.play(lines), [])
  t.diagnostic(`V2_SEED=${seed}`)
  assert.deepEqual(await contest.play(drawLines(seed, drawn, 'at the ends')), [], `V2_SEED=${seed}`)
})
