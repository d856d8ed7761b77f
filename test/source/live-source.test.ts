import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { releases } from '../../src/base/release.ts'
import { openSource } from '../../src/source/open-source.ts'
import { openTestClient } from '../client/open.ts'
import { startCluster } from '../support/cluster.ts'
import { findEtcdBinaries } from '../support/etcd-binaries.ts'
import { fakeApp } from '../support/fake-app.ts'
import { chooseSeed, HistoryModel, randomOf } from './history-model.ts'
import { all, changesOf, keysOf } from './read-all.ts'

const found = await findEtcdBinaries()
const binaries = found.binaries.filter(({ release }) => releases.some((known) => known === release))
for (const etcd of binaries) {
  test(`a live source of ${etcd.version} gives what a model says at every revision, and its history`, async (t: TestContext) => {
    const seed = chooseSeed()
    t.diagnostic(`SOURCE_SEED=${seed}`)
    const cluster = await startCluster({ binaries: etcd })
    t.after(() => cluster.close())
    const model = new HistoryModel(await openTestClient(t, cluster.endpoints), randomOf(seed))
    await model.play(300)
    await model.compact(model.revision / 3n)
    await model.play(20)
    const session = await fakeApp(t, { endpoints: cluster.endpoints }).open()
    for (let revision = model.compacted; revision <= model.revision; revision += 7n) {
      const source = await openSource(`@${revision}`, session)
      assert.deepEqual(await keysOf(source, all), model.at(revision))
      await source.close()
    }
    const live = await openSource('live', session)
    assert.deepEqual(await keysOf(live, all), model.at(model.revision))
    assert.equal(await live.revision(), model.revision)
    assert.deepEqual(await live.firstKey(all), model.at(model.revision)[0]?.key)
    assert.deepEqual(await changesOf(live, all), model.history(model.revision))
    const past = await openSource('@-5', session)
    assert.deepEqual(await changesOf(past, all), model.history(model.revision - 5n))
    const gone = await openSource(`@${model.compacted - 1n}`, session)
    await assert.rejects(keysOf(gone, all), {
      message: new RegExp(`is compacted; the oldest one that is left is ${model.compacted}`),
    })
  })
}
