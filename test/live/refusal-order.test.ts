import assert from 'node:assert/strict'
import test from 'node:test'
import { commitSeed } from '../support/commit-seed.ts'
import { findEtcdBinaries } from '../support/etcd-binaries.ts'
import { ourProgram } from '../support/our-program.ts'
import { assertNoneMissing, missingHere, missingRequired } from '../support/required-releases.ts'
import { type Difference, playRefusals } from './refusal-contest.ts'

/** `ROUNDS=2000 SEED=7 ONLY=3.6` plays more, the same again, or one release. */
const rounds = Number(process.env.ROUNDS ?? 70)
const seed = Number(process.env.SEED ?? commitSeed())
const only = process.env.ONLY ?? ''

const found = await findEtcdBinaries()
const { binaries, reasons } = found
const skip = binaries.length === 0 && ['no etcd to compare with', ...reasons].join('\n')

const missing = missingRequired(found)

test('etcd 3.4 and 3.5 are there to refuse beside', { skip: missingHere(missing) }, () => assertNoneMissing(missing))

test('of several mistakes in one command line the same is refused as in the original', { skip }, async (t) => {
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
