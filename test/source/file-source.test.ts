import assert from 'node:assert/strict'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { isInRange, type KeyRange, prefixRange } from '../../src/base/ranges.ts'
import { releases } from '../../src/base/release.ts'
import type { KeyValue } from '../../src/rpc/messages.ts'
import { openSource } from '../../src/source/open-source.ts'
import { openTestClient } from '../client/open.ts'
import { startCluster } from '../support/cluster.ts'
import { findEtcdBinaries } from '../support/etcd-binaries.ts'
import { type FakeApp, fakeApp } from '../support/fake-app.ts'
import { chooseSeed, HistoryModel, type Random, randomOf } from './history-model.ts'
import { changesOf, keysOf } from './read-all.ts'

const found = await findEtcdBinaries()
const binaries = found.binaries.filter(({ release }) => releases.some((known) => known === release))

/** Two keys of the model or near them, the lower one first. */
function someRange(keys: readonly KeyValue[], random: Random): KeyRange {
  const pick = () => keys[random(keys.length)]?.key ?? Uint8Array.of(0)
  const [one, other] = [pick(), pick()]
  if (random(4) === 0) return { key: one, rangeEnd: new Uint8Array() }
  if (random(3) === 0) return prefixRange(one.slice(0, random(one.length + 1)))
  return Buffer.compare(one, other) < 0 ? { key: one, rangeEnd: other } : { key: other, rangeEnd: Uint8Array.of(0) }
}

async function checkRevision(name: string, app: FakeApp, model: HistoryModel, random: Random): Promise<void> {
  const revision = BigInt(name.slice(name.lastIndexOf('@') + 1))
  const session = await app.open()
  const expected = model.at(revision)
  const source = await openSource(name, session)
  for (let round = 0; round < 3; round++) {
    const range = someRange(expected, random)
    const within = expected.filter(({ key }) => isInRange(range, key))
    assert.deepEqual(await keysOf(source, range), within, name)
    assert.deepEqual(await source.firstKey(range), within[0]?.key, name)
    const limit = BigInt(1 + random(5))
    const some = await keysOf(source, range, { limit, keysOnly: true })
    const bare = within.slice(0, Number(limit)).map((kv) => ({ ...kv, value: new Uint8Array() }))
    assert.deepEqual(some, bare, name)
  }
  assert.deepEqual(await keysOf(source), expected, name)
  await source.close()
}

for (const etcd of binaries) {
  test(`files of ${etcd.version} give what a model says at every revision, and their history`, async (t: TestContext) => {
    const seed = chooseSeed()
    t.diagnostic(`SOURCE_SEED=${seed}`)
    const random = randomOf(seed)
    const cluster = await startCluster({ binaries: etcd })
    t.after(() => cluster.close())
    const model = new HistoryModel(await openTestClient(t, cluster.endpoints), random)
    await model.play(300)
    if (random(3) > 0) await model.compact(1n + BigInt(random(Number(model.revision))))
    await model.play(40)
    const app = fakeApp(t, { endpoints: ['127.0.0.1:1'] })
    const session = await app.open()
    const snapshot = join(cluster.folder, 'snap@7.db')
    await cluster.etcdctl('snapshot', 'save', snapshot)
    const first = model.compacted > 0n ? model.compacted : 1n
    for (let revision = first; revision <= model.revision; revision += 1n + BigInt(random(9)))
      await checkRevision(`${snapshot}@${revision}`, app, model, random)
    const newest = await openSource(snapshot, session)
    assert.equal(await newest.revision(), model.revision)
    assert.deepEqual(await changesOf(newest), model.history(model.revision))
    const before = await openSource(`${snapshot}@-5`, session)
    assert.deepEqual(await keysOf(before), model.at(model.revision - 5n))
    assert.deepEqual(await changesOf(before), model.history(model.revision - 5n))
    const future = `${snapshot}@${model.revision + 1n}`
    await assert.rejects(openSource(future, session), { message: /there is no revision \d+: the newest one is \d+$/ })
    if (model.compacted > 1n)
      await assert.rejects(openSource(`${snapshot}@${model.compacted - 1n}`, session), {
        message: new RegExp(`is compacted; the oldest one that is left is ${model.compacted}$`),
      })
    const { dataDir } = cluster.member(0)
    await assert.rejects(openSource(dataDir, session), { message: /is in use by process \d+ \(etcd\): / })
    await cluster.kill(cluster.member(0))
    await cluster.restart(cluster.member(0))
    await cluster.stop(cluster.member(0))
    await checkRevision(`${dataDir}@${model.revision}`, app, model, random)
    // what a member decides as it starts stands in its log first
    const remarks = app.written.stderr.split('\n').slice(0, -1)
    assert.deepEqual(
      remarks.filter((line) => !line.startsWith('WARNING: the log in ')),
      [],
    )
  })
}
