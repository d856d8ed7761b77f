import assert from 'node:assert/strict'
import test from 'node:test'
import { idText } from '../../../src/offline/membership.ts'
import { type ClusterPlan, planCluster, type ResolveUrls } from '../../../src/offline/restore/initial-cluster.ts'

const unused = () => Promise.reject(new Error('no name is to be looked up'))

function plan(changes: Partial<ClusterPlan>): ClusterPlan {
  const advertisedPeerUrls = 'http://localhost:2380'
  return {
    name: 'a',
    initialCluster: `a=${advertisedPeerUrls}`,
    initialClusterToken: 't',
    advertisedPeerUrls,
    ...changes,
  }
}

async function refusal(changes: Partial<ClusterPlan>, resolve: ResolveUrls = unused): Promise<string> {
  const result = await planCluster(plan(changes), resolve).catch((error: Error) => error)
  return result instanceof Error ? result.message : 'accepted'
}

test('members are sorted by id, and the local one is found', async () => {
  const cluster = await planCluster(
    {
      name: 'm2',
      initialCluster:
        'm1=http://127.0.0.1:23101,m2=http://127.0.0.1:23104,,m3=http://127.0.0.1:23105,m2=http://127.0.0.1:23103,',
      initialClusterToken: 'tok1',
      advertisedPeerUrls: ' http://127.0.0.1:23103,http://127.0.0.1:23104 ',
    },
    unused,
  )
  assert.equal(idText(cluster.id), '477cd68d0e08b240')
  assert.deepEqual(
    cluster.members.map(({ name, id }) => [name, idText(id)]),
    [
      ['m1', '1f60c24b792386bb'],
      ['m3', '56af4df71812267a'],
      ['m2', 'cf16841b041b95b3'],
    ],
  )
  assert.deepEqual(cluster.local.peerUrls, ['http://127.0.0.1:23103', 'http://127.0.0.1:23104'])
})

test('a URL keeps its text but for the scheme', async () => {
  const url = 'HTTP://LocalHost:2380'
  const cluster = await planCluster(plan({ initialCluster: `a=${url}`, advertisedPeerUrls: url }), unused)
  assert.deepEqual(cluster.local.peerUrls, ['http://LocalHost:2380'])
})

test('names are taken as they are written', async () => {
  const cluster = await planCluster(plan({ name: ' a ', initialCluster: ' a = http://localhost:2380' }), unused)
  assert.equal(cluster.local.name, ' a ')
})

test('bad URLs are refused with the original texts', async () => {
  const scheme = (text: string) => `URL scheme must be http, https, unix, or unixs: ${text}`
  const cases = {
    '': scheme(''),
    'http://localhost:2380,': scheme(''),
    'ftp://x:1': scheme('ftp://x:1'),
    'http://x': 'URL address does not have the form "host:port": http://x',
    'http://x:1/': 'URL must not contain a path: http://x:1/',
    '://x': 'parse "://x": missing protocol scheme',
    '127.0.0.1:2380': 'parse "127.0.0.1:2380": first path segment in URL cannot contain colon',
  }
  for (const [advertisedPeerUrls, text] of Object.entries(cases)) {
    assert.equal(await refusal({ advertisedPeerUrls }), text)
  }
  assert.equal(await refusal({ initialCluster: 'a' }), scheme(''))
  assert.equal(
    await refusal({ initialCluster: 'a=http://127.0.0.1:1=b' }),
    'parse "http://127.0.0.1:1=b": invalid port ":1=b" after host',
  )
})

test('the local name must be in the cluster', async () => {
  const text = `couldn't find local name "a" in the initial cluster configuration`
  assert.equal(await refusal({ initialCluster: '' }), text)
  assert.equal(await refusal({ initialCluster: 'b=http://localhost:2380' }), text)
})

test('advertised URLs must be those of the cluster', async () => {
  const same = (urls: readonly string[]) => Promise.resolve([...urls])
  const two = 'a=http://b:1,a=http://c:1'
  assert.equal(
    await refusal({ initialCluster: two, advertisedPeerUrls: 'http://b:1' }),
    '--initial-cluster has a=http://c:1 but missing from --initial-advertise-peer-urls=http://b:1 (len(["http://b:1"]) != len(["http://b:1" "http://c:1"]))',
  )
  assert.equal(
    await refusal({ initialCluster: 'a=http://b:1', advertisedPeerUrls: 'http://c:1' }, same),
    '--initial-cluster has a=http://b:1 but missing from --initial-advertise-peer-urls=http://c:1 (resolved urls: "http://c:1" != "http://b:1")',
  )
  assert.equal(
    await refusal({ initialCluster: 'a=http://b:1', advertisedPeerUrls: 'http://b:1,http://c:1' }),
    '--initial-advertise-peer-urls has http://c:1 but missing from --initial-cluster=a=http://b:1,a=http://c:1',
  )
})

test('two names of one address are the same', async () => {
  const resolve = (urls: readonly string[]) =>
    Promise.resolve(urls.map((url) => url.replace('one', '1.2.3.4').replace('two', '1.2.3.4')))
  assert.equal(
    await refusal({ initialCluster: 'a=http://one:1', advertisedPeerUrls: 'http://two:1' }, resolve),
    'accepted',
  )
})

test('addresses are looked up by the system where none is handed in', async () => {
  const cluster = await planCluster(
    plan({ initialCluster: 'a=http://127.0.0.1:2380', advertisedPeerUrls: 'http://127.0.0.1:02380' }),
  )
  assert.deepEqual(cluster.local.peerUrls, ['http://127.0.0.1:2380'])
})

test('one URL belongs to one member', async () => {
  assert.equal(
    await refusal({ initialCluster: 'b=http://localhost:2380,a=http://localhost:2380' }),
    'initial cluster a=http://localhost:2380,b=http://localhost:2380 has duplicate url',
  )
})
