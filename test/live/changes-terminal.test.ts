import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { openTestClient, within } from '../client/open.ts'
import { startCluster } from '../support/cluster.ts'
import { newestEtcd } from '../support/etcd-binaries.ts'
import { runCliBytes } from '../support/run-cli.ts'

const etcd = await newestEtcd()
const skip = etcd === undefined && 'no etcd server found'
const longMs = 120_000
// ESC, OSC, CR, NUL, DEL, C1 in UTF-8, a bidi override, broken UTF-8
const hostile = Buffer.concat([
  Buffer.from('a\x1b[31m\x1b]0;owned\x07\r\0\x7f\u009b2J\u202e'),
  Buffer.from([0xff, 0xc3]),
])
const steering = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd]/
const ours = /\x1b\[(?:2|22|0|3[0-9])m/g

test('no key and no value steers a terminal by way of the commands that look and change', { skip }, async (t) => {
  assert.ok(etcd !== undefined)
  const cluster = await startCluster({ binaries: etcd })
  t.after(() => cluster.close())
  const folder = await mkdtemp(join(tmpdir(), 'etcdctl-ts-'))
  t.after(() => rm(folder, { recursive: true }))
  const client = await openTestClient(t, cluster.endpoints)
  const put = (value: Uint8Array) => client.kv.put({ key: hostile, value }, within(longMs))
  await put(hostile)
  // text of a terminal's own, which a diff shows line by line
  await put(Buffer.from('one\n\x1b[2J\u202etwo\r\nthree\n'))
  await put(Buffer.from('one\n\x1b[2J\u202e2\r\nthree\n'))
  const record = { key_base64: hostile.toString('base64'), value: 'x\x1b[2J' }
  const file = join(folder, 'in.jsonl')
  await writeFile(file, `${JSON.stringify(record)}\n`)
  const commands: readonly (readonly string[])[] = [
    ['log'],
    ['log', '--patch'],
    ['log', '-w', 'jsonl'],
    ['diff', '@2'],
    ['diff', '@3'],
    ['diff', '@3', '-w', 'jsonl'],
    ['diff', '@1', '--names'],
    ['apply', file, '--dry-run'],
    ['apply', file, '--dry-run', '-w', 'jsonl'],
    ['undo', '3'],
    ['undo', '4', '--dry-run'],
    ['del', 'a', '--prefix', '--dry-run'],
    ['get', 'a', '--prefix', '-w', 'jsonl'],
  ]
  for (const args of commands) {
    const line = [...cluster.clientFlags(), ...args]
    const piped = await runCliBytes(line)
    const plain = await runCliBytes(line, { terminals: ['stdout', 'stderr'], env: { NO_COLOR: '1' } })
    const coloured = await runCliBytes(line, { terminals: ['stdout', 'stderr'] })
    const name = args.join(' ')
    assert.notEqual(piped.stdout.length, 0, `${name}: ${piped.stderr}`)
    for (const stream of ['stdout', 'stderr'] as const) {
      assert.doesNotMatch(plain[stream].toString(), steering, name)
      assert.doesNotMatch(coloured[stream].toString().replace(ours, ''), steering, name)
      assert.equal(coloured[stream].toString().replace(ours, ''), plain[stream].toString(), name)
    }
    assert.equal(piped.stdout.includes('\x1b[0m'), false, 'no colour of ours goes into a pipe')
    if (!name.includes('jsonl')) assert.ok(piped.stdout.includes(hostile), `${name}: a pipe gets the bytes`)
  }
  const refused = await runCliBytes([...cluster.clientFlags(), 'put', 'a', 'b', '--if-value', '\x1b[2J'], {
    terminals: ['stderr'],
  })
  assert.equal(refused.code, 1)
  assert.doesNotMatch(refused.stderr.toString().replace(/\x1b\[3[19]m/g, ''), steering)
})
