import assert from 'node:assert/strict'
import test from 'node:test'
import { commitSeed } from '../support/commit-seed.ts'
import { findEtcdBinaries } from '../support/etcd-binaries.ts'
import { Contest } from './differential/contest.ts'
import { drawLines } from './differential/drawn-lines.ts'
import { fixedLines } from './differential/fixed-lines.ts'

const seed = Number(process.env.V2_SEED ?? commitSeed())
const drawn = 300
const { older, binaries } = await findEtcdBinaries()

/** These are built from their tags, never found in an archive; of 3.4 the rebuilt ones read flags in another way. */
for (const release of ['3.0', '3.3', '3.4'] as const) {
  const etcd = [...older, ...binaries.filter(({ version }) => version !== '3.4.23')].find(
    (each) => each.release === release,
  )
  const skip = etcd === undefined && `no etcd ${release} of its tag among ETCD_BINARIES`
  test(`with the pin ${release} each line ends as with a client of that release`, { skip }, async (t) => {
    assert.ok(etcd)
    const contest = await Contest.start(etcd, release)
    t.after(() => contest.close())
    t.diagnostic(`V2_SEED=${seed}`)
    assert.deepEqual(await contest.play(fixedLines()), [])
    assert.deepEqual(await contest.play(drawLines(seed, drawn, 'anywhere')), [], `V2_SEED=${seed}`)
  })
}
