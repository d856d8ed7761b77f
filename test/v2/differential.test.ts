import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { splitWords } from '../../src/go/line-words.ts'
import { type Cluster, startCluster } from '../support/cluster.ts'
import { findEtcdBinaries } from '../support/etcd-binaries.ts'
import { ourProgram } from '../support/our-program.ts'
import { freePort } from '../support/ports.ts'
import { missingHere } from '../support/required-releases.ts'
import { runProcess } from '../support/run-process.ts'

const { binaries, reasons } = await findEtcdBinaries()
const etcd = binaries.find(({ release }) => release === '3.4')
const skip = etcd === undefined && missingHere(reasons)

interface Line {
  readonly text: string
  readonly stdin: string
}

/** The lines of the file, in order. */
function readLines(): readonly Line[] {
  const file = readFileSync(join(import.meta.dirname, 'cases.txt'), 'utf8')
  const lines = file.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return lines.map((line) => {
    const [text = '', stdin = ''] = line.split(' <<< ')
    return { text, stdin: JSON.parse(`"${stdin}"`) as string }
  })
}

interface Side {
  readonly program: string
  readonly cluster: Cluster
}

/** `\\xff` in a word stands for that byte. */
function withBytes(word: string): string | Uint8Array {
  if (!/\\x[0-9a-f]{2}/.test(word)) return word
  return Buffer.from(
    word.replace(/\\x([0-9a-f]{2})/g, (_all, byte: string) => String.fromCharCode(Number.parseInt(byte, 16))),
    'latin1',
  )
}

/** A server that is busy with a password may take longer than two seconds; a line may say otherwise. */
const patient = ['--timeout', '60s', '--total-timeout', '60s']

/** What differs between two servers of the same kind stands for itself. */
async function play({ program, cluster }: Side, { text, stdin }: Line, dead: string): Promise<object> {
  const [member] = cluster.members
  assert.ok(member)
  const env = { PATH: process.env.PATH, ETCDCTL_API: '2', ETCDCTL_ENDPOINTS: member.clientUrl }
  const words = splitWords(text.replaceAll('@DEAD', dead)).map(withBytes)
  const run = await runProcess(program, [...patient, ...words], { env, stdin })
  const shown = (bytes: Buffer): string =>
    bytes
      .toString('latin1')
      .replaceAll(member.clientUrl, 'CLIENT_URL')
      .replaceAll(member.peerUrl, 'PEER_URL')
      .replace(/\b[0-9a-f]{13,16}\b/g, 'ID')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
      .replace(/"ttl":\d+|TTL: [1-9]\d*/g, 'TTL')
  return { code: run.code, stdout: shown(run.stdout), stderr: shown(run.stderr) }
}

test('each line of the v2 client ends as with the real one: stdout, all of stderr, exit code', { skip }, async (t) => {
  assert.ok(etcd)
  const options = { binaries: etcd, etcdArgs: ['--enable-v2=true'] }
  const clusters = await Promise.all([startCluster(options), startCluster(options)])
  t.after(() => Promise.all(clusters.map((cluster) => cluster.close())))
  const [theirs, ours] = clusters
  const dead = `http://127.0.0.1:${await freePort()}`
  let played = 0
  for (const line of readLines()) {
    const expected = await play({ program: etcd.etcdctl, cluster: theirs }, line, dead)
    assert.deepEqual(await play({ program: ourProgram('etcdctl'), cluster: ours }, line, dead), expected, line.text)
    played++
  }
  assert.ok(played > 150, `${played} lines`)
})
