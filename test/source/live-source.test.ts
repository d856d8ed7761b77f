import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import type { KeyRange } from '../../src/base/ranges.ts'
import { prefixRange } from '../../src/base/ranges.ts'
import type { KeyValue } from '../../src/rpc/messages.ts'
import { openSource } from '../../src/source/open-source.ts'
import type { Change, ReadOptions, Source } from '../../src/source/source.ts'
import { openTestClient } from '../client/open.ts'
import { startCluster } from '../support/cluster.ts'
import { findEtcdBinaries } from '../support/etcd-binaries.ts'
import { fakeApp } from '../support/fake-app.ts'
import { chooseSeed, HistoryModel, randomOf } from './history-model.ts'

const { binaries } = await findEtcdBinaries()
const all: KeyRange = prefixRange(new Uint8Array())

async function keysOf(source: Source, range: KeyRange, options: ReadOptions = {}): Promise<KeyValue[]> {
  const found: KeyValue[] = []
  for await (const batch of source.range(range, options)) for (const kv of batch) found.push(copyOf(kv))
  return found
}

async function changesOf(source: Source, range: KeyRange): Promise<Change[]> {
  const found: Change[] = []
  for await (const change of source.history(range)) found.push({ ...change, kv: copyOf(change.kv) })
  return found
}

function copyOf({ key, value, createRevision, modRevision, version, lease }: KeyValue): KeyValue {
  return { key: new Uint8Array(key), value: new Uint8Array(value), createRevision, modRevision, version, lease }
}

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
