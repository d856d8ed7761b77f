import assert from 'node:assert/strict'
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { temporaryFolder } from '../offline/temporary-folder.ts'
import { runUtl } from '../support/run-cli.ts'
import { writeLog } from './sample-data-dir.ts'

function sample(t: TestContext): string {
  const folder = temporaryFolder(t)
  writeLog(folder)
  return folder
}

async function dump(args: readonly string[], pin = 'auto'): Promise<string> {
  const run = await runUtl(['dump-logs', ...args], { env: { ETCDCTL_COMPAT: pin } })
  assert.deepEqual([run.code, run.stderr], [0, ''])
  return run.stdout
}

const metadata = 'WAL metadata:\nnodeID=8e9e clusterID=cdf8 term=2 commitIndex=9 vote=8e9e\n'
const title = 'term\t     index\ttype\tdata\n'

test('the log is listed from the newest snapshot on, as 3.6 does', async (t) => {
  assert.equal(
    await dump([sample(t)], '3.6'),
    'Snapshot:\nterm=2 index=3 nodes=[8e9e] confstate={"voters":[36510],"auto_leave":false}\n' +
      `Start dumping log entries from snapshot.\n${metadata}WAL entries: 6\nlastIndex=9\n${title}` +
      '   2\t         4\tnorm\theader:<ID:7 > put:<key:"k\\"\\303\\251" value:"\\001" > \n' +
      '   2\t         5\tnorm\theader:<ID:7 > auth_user_add:<name:"bob" password:"<value removed>" > \n' +
      '   2\t         6\tnorm\t???\n' +
      '   2\t         7\tnorm\theader:<ID:7 > compaction:<revision:5 physical:true > \n' +
      '   2\t         8\tnorm\tmethod=SYNC time="1970-01-01 00:00:01.5 +0000 UTC"\n' +
      '   2\t         9\tnorm\theader:<ID:7 > auth_enable:<> \n' +
      '\nEntry types (Normal,ConfigChange) count is : 6\n',
  )
})

test('3.7 puts requests in braces, and begins with the index that is given', async (t) => {
  const folder = sample(t)
  const expected =
    `Start dumping log entries from index 3.\n${metadata}WAL entries: 7\nlastIndex=9\n${title}` +
    '   2\t         3\tnorm\tmethod=PUT path="/1/foo" val="b\\"r"\n' +
    '   2\t         4\tnorm\theader:{ID:7}  put:{key:"k\\"é"  value:"\\x01"}\n'
  assert.ok((await dump([folder, '--start-index', '3'])).startsWith(expected))
  assert.ok((await dump(['-start-index=3', folder], '3.7')).startsWith(expected))
  const older = await dump(['--start-index', '3', folder], '3.6')
  assert.match(older, /^Start dumping log entries from index 3\.\n[\s\S]*WAL entries: 6\n/)
})

test('an older release is recognised by what it leaves out', async (t) => {
  const folder = sample(t)
  assert.match(
    await dump([folder], '3.5'),
    /^Snapshot:\nterm=2 index=3 nodes=\[8e9e\] confstate=.*\n[\s\S]*\nWAL entries:\nlastIndex=9\n/,
  )
  assert.match(
    await dump([folder], '3.4'),
    /^Snapshot:\nterm=2 index=3 nodes=\[8e9e\]\nStart dupmping log entries from snapshot\.\n/,
  )
})

test('a member without a snapshot is listed from its first entry on', async (t) => {
  const folder = sample(t)
  for (const name of readdirSync(join(folder, 'member', 'snap'))) rmSync(join(folder, 'member', 'snap', name))
  const text = await dump([folder])
  assert.match(text, /^Snapshot:\nempty\nStart dumping log entries from snapshot\.\n/)
  assert.match(text, /\n {3}2\t {9}1\tconf\tmethod=ConfChangeAddNode id=8e9e\n {3}2\t {9}2\tnorm\t\n/)
})

test('a log that leaves out indexes is refused, and with --end-index read up to there', async (t) => {
  const folder = temporaryFolder(t)
  writeLog(folder, 30n)
  const reason =
    'wal: slice bounds out of range, snapshot[Index: 3, Term: 2], current entry[Index: 30, Term: 2], len(ents): 6'
  const run = (...flags: string[]) => runUtl(['dump-logs', folder, ...flags])
  assert.deepEqual((await run()).stderr, `Error: Failed reading WAL: ${reason}\n`)
  const { code, stdout, stderr } = await run('--end-index', '6')
  assert.deepEqual([code, stderr], [0, `Failed reading all WAL: ${reason}\n`])
  assert.match(
    stdout,
    /\nWAL metadata:\nnodeID=0 clusterID=0 term=2 commitIndex=9 vote=8e9e\nWAL entries: 2\nlastIndex=5\n/,
  )
})

const types: readonly (readonly [types: string, indexes: number[]])[] = [
  ['ConfigChange', [1]],
  ['Request', [3, 8]],
  ['InternalRaftRequest', [2, 4, 5, 7, 9]],
  ['IRRPut', [4]],
  ['IRRCompaction,ConfigChange', [1, 7]],
  ['IRRTxn', []],
  ['Normal', [2, 3, 4, 5, 6, 7, 8, 9]],
  ['', []],
]

for (const [list, indexes] of types) {
  test(`--entry-type "${list}" chooses among the entries`, async (t) => {
    const text = await dump([sample(t), '--start-index=1', '--entry-type', list])
    const found = [...text.matchAll(/^ +2\t +(\d+)\t/gm)].map(([, index]) => Number(index))
    assert.deepEqual(found, indexes)
    assert.ok(text.endsWith(`\nEntry types (${list}) count is : ${indexes.length}\n`))
  })
}

test('an unknown entry type is named, and left out', async (t) => {
  const run = await runUtl(['dump-logs', sample(t), '--entry-type', 'Foo,IRRPut'])
  assert.equal(run.code, 0)
  assert.ok(run.stderr.startsWith('[Foo] is not a valid entry-type, ignored.\n'))
  assert.match(run.stdout, /count is : 1\n$/)
})

test('--end-index is the first index that is left out', async (t) => {
  const text = await dump([sample(t), '--start-index', '2', '--end-index', '4'])
  assert.match(text, /WAL entries: 2\nlastIndex=3\n/)
})

test('--wal-dir and --start-snap say where to read', async (t) => {
  const folder = sample(t)
  const expected = await dump([folder])
  assert.equal(await dump([folder, '--wal-dir', join(folder, 'member', 'wal')]), expected)
  assert.equal(await dump([folder, '--start-snap', '0000000000000002-0000000000000003.snap']), expected)
  const run = await runUtl(['dump-logs', folder, '--start-snap', 'nosuch'])
  assert.match(run.stderr, /^Error: Failed loading snapshot: open .*nosuch: no such file or directory\n$/)
})

test('--raw shows every record, also those that were written again', async (t) => {
  const folder = sample(t)
  const text = await dump(['--raw', folder], '3.6')
  assert.ok(text.startsWith('CRC: 0\nMetadata: NodeID:36510 ClusterID:52728 \nSnapshot: \n'), text)
  assert.ok(
    text.includes(
      '\nEntry: Term:2 Index:1 Type:EntryConfChange Data:"\\010\\000\\020\\000\\030\\236\\235\\002\\"\\002{}" \n',
    ),
    text,
  )
  assert.ok(text.includes('\nEntry: Term:2 Index:2 \n'))
  assert.ok(text.includes('\nSnapshot: index:3 term:2 \n'))
  assert.equal([...text.matchAll(/ Index:9 /g)].length, 2)
  assert.ok(text.endsWith('\nHardState: term:2 vote:36510 commit:9 \nEOF: All entries were processed.\n'))
  const newer = await dump(['--raw', '--start-index', '9', folder])
  assert.match(newer, /^CRC: 0\nMetadata: NodeID:36510 {2}ClusterID:52728\nEntry: Term:2 Index:9 Data:/)
  assert.ok(newer.endsWith('\nHardState: term:2  vote:36510  commit:9\nEOF: All entries were processed.\n'))
})

test('--raw reads over a record with a wrong checksum, which ends the plain listing', async (t) => {
  const folder = sample(t)
  const path = join(folder, 'member', 'wal', '0000000000000000-0000000000000000.wal')
  const bytes = readFileSync(path)
  const at = bytes.indexOf('b"r')
  bytes.write('B', at)
  writeFileSync(path, bytes)
  const raw = await runUtl(['dump-logs', '--raw', folder])
  assert.equal(raw.code, 0)
  assert.match(
    raw.stderr,
    /^Error: Reading entry failed with CRC error: in file '0{16}-0{16}\.wal' at position: \d+\n$/,
  )
  assert.match(raw.stdout, /\nEOF: All entries were processed\.\n$/)
  const plain = await runUtl(['dump-logs', folder])
  assert.equal(plain.code, 1)
  assert.match(
    plain.stderr,
    /^Error: Failed reading WAL: walpb: crc mismatch: expected: [0-9a-f]+ computed: [0-9a-f]+: in file /,
  )
})

test('--raw goes with no flag that chooses entries', async (t) => {
  const run = await runUtl(['dump-logs', '--raw', '--entry-type', 'Normal', sample(t)])
  assert.deepEqual([run.code, run.stdout], [1, ''])
  assert.match(run.stderr, /not supported in the RAW mode\.\n$/)
})

/** A program that answers each line as `answer`, a shell expression of `$line`, says. */
function decoder(t: TestContext, answer: string): string {
  const path = join(temporaryFolder(t), 'decoder')
  writeFileSync(path, `#!/bin/sh\nwhile read -r line; do ${answer}; done\n`)
  chmodSync(path, 0o755)
  return path
}

test('a stream decoder adds two columns', async (t) => {
  const program = decoder(t, 'echo "OK|$line"')
  const text = await dump([sample(t), '--start-index', '8', '--stream-decoder', program])
  assert.match(text, /term\t {5}index\ttype\tdata\tdecoder_status\tdecoded_data\n/)
  assert.match(text, /\n {3}2\t {9}9\tnorm\theader:\{ID:7\} {2}auth_enable:\{\}\tOK\t[0-9a-f]+\n/)
})

test('answers of a stream decoder in another form are printed anyway', async (t) => {
  const folder = sample(t)
  const plain = await dump([folder, '--start-index', '9', '--stream-decoder', decoder(t, 'echo odd')])
  assert.match(plain, /\tdecoder output format is not right, print output anyway\todd\n/)
  const many = await dump([folder, '--start-index', '9', '--stream-decoder', decoder(t, 'echo "a|b|c"')])
  assert.match(many, /\ta\(\*WARNING: data might contain deliminator used by etcd-dump-logs\)\tbc\n/)
})

test('a stream decoder that is not there, or ends, ends the listing with a reason', async (t) => {
  const folder = sample(t)
  const missing = await runUtl(['dump-logs', folder, '--stream-decoder', join(folder, 'nosuch')])
  assert.equal(missing.code, 1)
  assert.match(missing.stderr, /^Error: stream decoder .*nosuch: .*ENOENT\n$/)
  const gone = await runUtl(['dump-logs', folder, '--stream-decoder', decoder(t, 'echo bad >&2; exit 3')])
  assert.equal(gone.code, 1)
  assert.match(gone.stderr, /^bad\nError: stream decoder .*: it ended with 3\n$/)
})

test('a folder without a log is refused', async (t) => {
  const folder = sample(t)
  rmSync(join(folder, 'member', 'wal'), { recursive: true })
  const run = await runUtl(['dump-logs', folder])
  assert.equal(run.code, 1)
  assert.match(run.stderr, /^Error: Failed opening WAL: open .*: no such file or directory\n$/)
  assert.match(
    (await runUtl(['dump-logs', '--raw', folder])).stderr,
    /^Error: Failed to read directory '.*' error:open /,
  )
})
