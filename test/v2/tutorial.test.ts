import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { playMembersAndKeys, playOverTls, v2Environment } from '../../scripts/v2-session.ts'
import { type Cluster, startCluster } from '../support/cluster.ts'
import { findEtcdBinaries } from '../support/etcd-binaries.ts'
import { ourProgram } from '../support/our-program.ts'
import { missingHere } from '../support/required-releases.ts'
import { runProcess } from '../support/run-process.ts'

const { binaries, reasons } = await findEtcdBinaries()
const etcd = binaries.find(({ release }) => release === '3.4')
const skip = etcd === undefined && missingHere(reasons)
const options = { size: 3, etcdArgs: ['--enable-v2=true'] }

type Session = typeof playMembersAndKeys

/** A busy machine takes longer than the two seconds of the client. */
const patient = '--timeout 60s --total-timeout 60s'

/** What each command of a session printed, with which exit code. */
async function transcript(t: TestContext, cluster: Cluster, program: string, session: Session): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'v2-tutorial-'))
  t.after(() => rmSync(folder, { recursive: true }))
  symlinkSync(program, join(folder, 'etcdctl'))
  const env = { ...v2Environment(cluster), PATH: `${folder}:${process.env.PATH}` }
  const parts: string[] = []
  await session(cluster, async (command) => {
    const { code, stdout, stderr } = await runProcess(
      '/bin/sh',
      ['-c', command.replace('etcdctl', `etcdctl ${patient}`)],
      { env },
    )
    parts.push(comparable(`$ ${command}\n${stdout}${stderr}exit code ${code}`))
    return stdout.toString()
  })
  return parts
}

/** Ids of added members and indexes differ from start to start, and the order of members with them; that of keys is nobody's. */
function comparable(text: string): string {
  const even = text
    .replace(/\b[0-9a-f]{13,16}\b/g, 'ID')
    .replace(/(Index"?:) ?\d+/g, '$1 N')
    .replace(
      /^(ETCD_INITIAL_CLUSTER=")(.*)"$/m,
      (_line, start: string, list: string) => `${start}${list.split(',').sort().join(',')}"`,
    )
  return /member list|cluster-health|etcdctl ls/.test(even) ? even.split('\n').sort().join('\n') : even
}

test('members are removed, added and started, and keys changed, as in the tutorials', { skip }, async (t) => {
  assert.ok(etcd)
  const cluster = await startCluster({ ...options, binaries: etcd })
  t.after(() => cluster.close())
  const expected = await transcript(t, cluster, etcd.etcdctl, playMembersAndKeys)
  await cluster.reset()
  const actual = await transcript(t, cluster, ourProgram('etcdctl'), playMembersAndKeys)
  assert.deepEqual(actual, expected)
  assert.equal(actual.length, 17)
  assert.deepEqual(
    actual.filter((part) => !part.includes('exit code 0')),
    [],
  )
  assert.equal(actual[0]?.match(/^member ID is healthy: got healthy result from http:/gm)?.length, 3)
  assert.match(actual[0] ?? '', /^cluster is healthy$/m)
  assert.equal(actual[1]?.match(/isLeader=/g)?.length, 3)
  assert.match(actual[4] ?? '', /\nETCD_NAME="m3"\nETCD_INITIAL_CLUSTER=".*\nETCD_INITIAL_CLUSTER_STATE="existing"\n/)
  assert.match(actual[5] ?? '', /^ID\[unstarted\]: peerURLs=http:/m)
  assert.match(actual[11] ?? '', /^\/foo\n\/hello$/m)

  const unstarted = cluster.member(2)
  await cluster.kill(unstarted)
  await refuseSecondAdd(cluster)
})

/** Of two members that have not started the first keeps the second away. */
async function refuseSecondAdd(cluster: Cluster): Promise<void> {
  const env = { ...v2Environment(cluster), PATH: process.env.PATH }
  const run = (words: string) =>
    runProcess(ourProgram('etcdctl'), [...patient.split(' '), ...words.split(' ')], { env })
  const list = (await run('member list')).stdout.toString()
  const [, id] = /^([0-9a-f]+): name=m3 /m.exec(list) ?? []
  await run(`member remove ${id}`)
  const added = await run('member add m4 http://127.0.0.1:1')
  assert.equal(added.code, 0, added.stderr.toString())
  const refused = await run('member add m5 http://127.0.0.1:2')
  const lines = refused.stderr.toString().split('\n')
  assert.equal(refused.code, 1)
  assert.match(
    lines[0] ?? '',
    /^member [0-9a-f]+ \(http:\/\/127\.0\.0\.1:1\) has not started: start it, or remove it with `etcdctl member remove /,
  )
  assert.match(
    lines[1] ?? '',
    /^client: etcd cluster is unavailable or misconfigured; error #0: client: etcd member .* has no leader$/,
  )
}

test('the same over TLS, with a certificate of the client', { skip }, async (t) => {
  assert.ok(etcd)
  const cluster = await startCluster({ ...options, binaries: etcd, tls: 'mutual' })
  t.after(() => cluster.close())
  await cluster.makeLeader(cluster.member(0))
  const expected = await transcript(t, cluster, etcd.etcdctl, playOverTls)
  assert.deepEqual(await transcript(t, cluster, ourProgram('etcdctl'), playOverTls), expected)
  assert.deepEqual(
    expected.filter((part) => !part.includes('exit code 0')),
    [],
  )
})
