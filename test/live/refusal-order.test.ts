import assert from 'node:assert/strict'
import test from 'node:test'
import { commitSeed } from '../support/commit-seed.ts'
import { findEtcdBinaries, missingReleases } from '../support/etcd-binaries.ts'
import { ourProgram } from '../support/our-program.ts'
import { type Difference, playRefusals } from './refusal-contest.ts'

/** `ROUNDS=2000 SEED=7 ONLY=3.6` plays more, the same again, or one release. */
const rounds = Number(process.env.ROUNDS ?? 70)
const seed = Number(process.env.SEED ?? commitSeed())
const only = process.env.ONLY ?? ''

const { binaries, reasons } = await findEtcdBinaries()

test('of several mistakes in one command line the same is refused as in the original', async (t) => {
  if (missingReleases(binaries).length > 0) {
    assert.notEqual(process.env.CI, 'true', reasons.join('\n'))
    return t.skip(reasons.join('\n'))
  }
  for (const etcd of binaries.filter(({ version }) => version.startsWith(only))) {
    for (const isGuarded of [false, true])
      await t.test(`${etcd.version}${isGuarded ? ', with logins' : ''}`, async (subtest) => {
        const report = await playRefusals({ etcd, ours: ourProgram('etcdctl'), seed, rounds, isGuarded })
        const { compared, refused, onPurpose, differences } = report
        subtest.diagnostic(`SEED=${seed}: ${compared} lines, ${refused} refused, ${onPurpose} differ on purpose`)
        assert.ok(refused * 2 > compared, 'most lines are refused')
        assert.ok(differences.length === 0, `SEED=${seed}\n${differences.map(text).join('\n')}`)
      })
  }
})

function text({ number, line, original, ours }: Difference): string {
  const side = ({ code, stdout, last }: Difference['ours']) => `${code} ${JSON.stringify(stdout.slice(0, 160))} ${last}`
  return `${number}: ${line}\n    original ${side(original)}\n    ours     ${side(ours)}`
}
