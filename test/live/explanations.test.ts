import assert from 'node:assert/strict'
import test from 'node:test'
import { startCluster } from '../support/cluster.ts'
import { findEtcdBinaries } from '../support/etcd-binaries.ts'
import { runBin } from '../support/run-bin.ts'
import { runCli } from '../support/run-cli.ts'

const { binaries } = await findEtcdBinaries()
const newest = new Map(binaries.map((each) => [each.release, each]))

for (const release of ['3.4', '3.5', '3.6', '3.7']) {
  const etcd = newest.get(release)
  const skip = etcd === undefined && `no etcd ${release} found`
  test(`${release}: what to do about a refusal is said with the cluster's own numbers`, { skip }, async (t) => {
    assert.ok(etcd !== undefined)
    const cluster = await startCluster({ binaries: etcd, etcdArgs: ['--quota-backend-bytes=3000000'] })
    t.after(() => cluster.close())
    const { endpoint } = cluster.member(0)
    const flags = [`--endpoints=${endpoint}`, '--explain']
    const line = async (words: readonly string[], stdin = ''): Promise<string> => {
      const { stderr, code } = await runBin([...words, ...flags], { stdin })
      assert.equal(code, 1, `${words.join(' ')}: ${stderr}`)
      const [explanation = '', error, end] = stderr.split('\n')
      assert.match(error ?? '', /^Error: etcdserver: /)
      assert.equal(end, '')
      return explanation.replace(`${endpoint}: etcd: `, '')
    }
    /** Standard error, endpoint and all. */
    const lastLines = async (words: readonly string[], exitCode: number, stdin = ''): Promise<string> => {
      const { stderr, code } = await runBin([...words, ...flags], { stdin })
      assert.equal(code, exitCode, stderr)
      return stderr.replaceAll(endpoint, 'EP')
    }
    const oldest = /^EP: etcd: the oldest revision that is left is 4$/m
    const lost = /^EP: etcd: lease 000000000000001f has expired, was revoked or/m
    for (const value of ['1', '2', '3', '4', '5']) await runBin(['put', 'k', value, ...flags])
    await runBin(['compaction', '4', ...flags])

    assert.equal(await line(['get', 'k', '--rev=2']), 'the oldest revision that is left is 4')
    assert.equal(await line(['get', '', '--prefix', '--rev=2']), 'the oldest revision that is left is 4')
    assert.equal(await line(['compaction', '3']), 'the cluster is already compacted up to revision 4')
    const mirrorArgs = ['make-mirror', endpoint, '--rev=2', '--dest-prefix=copy/']
    assert.equal(await line(mirrorArgs), 'the oldest revision that is left is 4')
    assert.match(await lastLines(['watch', 'k', '--rev=2'], 5), oldest)
    assert.match(await lastLines(['endpoint', 'hashkv', '--rev=2'], 1), oldest)
    assert.match(await lastLines(['lease', 'keep-alive', '--once', '1f'], 2), lost)
    assert.match(await lastLines(['txn'], 1, '\nput k v --lease=1f\n\n\n'), lost)
    assert.equal(await line(['get', 'k', '--rev=99']), 'the cluster is at revision 6')
    assert.match(await line(['put', 'k', 'v', '--lease=1f']), /^lease 000000000000001f has expired, was revoked or/)
    assert.match(
      await line(['put', 'k'], 'x'.repeat(1_700_000)),
      /^the request has 17000\d\d bytes; a server takes 1572864 unless/,
    )
    while ((await runBin(['put', 'big', ...flags], { stdin: 'x'.repeat(1_000_000) })).code === 0);
    assert.match(
      await line(['put', 'k', 'v']),
      /^the database takes \d.* MB.*; to make room, in this order: etcdctl compaction \d+, etcdctl defrag --cluster, etcdctl alarm disarm$/,
    )

    const { stdout } = await runBin(['get', 'k', '-w', 'fields', ...flags])
    const [, revision = ''] = /"Revision" : (\d+)/.exec(stdout.toString()) ?? []
    assert.equal((await runBin(['compaction', revision, '--physical', ...flags])).code, 0)
    assert.match(
      await line(['put', 'k', 'v']),
      /^the database takes .*; to make room, in this order: etcdctl defrag --cluster, etcdctl alarm disarm/,
    )
    assert.equal((await runBin(['defrag', ...flags])).code, 0)
    const tellsQuota = release === '3.6' || release === '3.7'
    const rest = tellsQuota ? 'there is room again: ' : 'to make room, in this order: etcdctl defrag --cluster, '
    assert.match(await line(['put', 'k', 'v']), new RegExp(`^the database takes [^;]*; ${rest}etcdctl alarm disarm`))
    assert.equal((await runBin(['alarm', 'disarm', ...flags])).code, 0)
    assert.equal((await runBin(['put', 'k', 'v', ...flags])).code, 0)

    const quiet = await runBin(['get', 'k', '--rev=2', `--endpoints=${endpoint}`])
    assert.equal(quiet.stderr, 'Error: etcdserver: mvcc: required revision has been compacted\n')
    const watched = await runCli(['get', 'k', '--rev=2', `--endpoints=${endpoint}`], { terminals: ['stderr'] })
    assert.match(watched.stderr, /the oldest revision that is left is \d+\n/)
    const env = { ETCDCTL_COMPAT: '3.5' }
    const pinned = await runCli(['get', 'k', '--rev=2', `--endpoints=${endpoint}`], { env, terminals: ['stderr'] })
    assert.doesNotMatch(pinned.stderr, /oldest/)
  })
}
