import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { commitSeed } from '../support/commit-seed.ts'
import { findEtcdBinaries } from '../support/etcd-binaries.ts'
import { isExecutable } from '../support/our-program.ts'
import { play } from './damage/play.ts'
import { writeSamples } from './damage/samples.ts'
import { trials } from './damage/trials.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** `DAMAGE_CASES=10000` by hand, `DAMAGE_SEED` with the seed that a failure names, and `PROGRAM=node` for processes under node. */
const cases = Number(process.env.DAMAGE_CASES ?? (isExecutable ? 30 : 60))
const firstSeed = Number(process.env.DAMAGE_SEED ?? commitSeed())
const trialsPerCase = 5

test('no damage to a database, a log or a .snap file makes a command crash, hang, grow, or succeed with other content', async (context) => {
  const folder = temporaryFolder(context)
  const samples = join(folder, 'samples')
  mkdirSync(samples)
  const { binaries } = await findEtcdBinaries()
  // whose files differ most
  const servers = [...new Set([binaries[0], binaries.at(-1)])].flatMap((server) => server ?? [])
  if (servers.length === 0) context.diagnostic('no etcd server found: only files from our own writer')
  await writeSamples(samples, servers)
  const { verdicts, faults, peakMib } = await play({
    ...{ samples, folder: join(folder, 'case'), firstSeed, cases, trialsPerCase },
  })
  context.diagnostic(`seeds ${firstSeed} to ${firstSeed + cases - 1}, servers ${servers.map(({ version }) => version)}`)
  context.diagnostic(`verdicts: ${JSON.stringify(Object.fromEntries(verdicts))}; ${Math.round(peakMib)} MiB at most`)
  assert.deepEqual(faults.slice(0, 20), [], `${faults.length} faults`)
  assert.ok((verdicts.get('refused') ?? 0) > 0)
})

test('a bucket of each name that etcd has is iterated', () => {
  const iterated = Object.keys(trials).filter((name) => /^iterate-bucket \w+$/.test(name))
  assert.equal(iterated.length, 10, iterated.join())
})
