import assert from 'node:assert/strict'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { checkBolt } from '../../../src/offline/bbolt/check.ts'
import { openBolt } from '../../../src/offline/bbolt/reader.ts'
import { i64be } from '../../../src/offline/bytes.ts'
import { openFile } from '../../../src/offline/files/file-source.ts'
import { type RestoreOptions, restore } from '../../../src/offline/restore/restore.ts'
import { newestSnap } from '../../../src/offline/snap/reader.ts'
import { defaults, type SampleOptions, writeSample } from '../sample-snapshot.ts'
import { temporaryFolder } from '../temporary-folder.ts'

/** Snapshot and folders of one test. */
function prepare(context: TestContext, sample: SampleOptions = {}) {
  const folder = temporaryFolder(context)
  const snapshotPath = join(folder, 'snapshot.db')
  writeSample(snapshotPath, sample)
  const options: RestoreOptions = { ...defaults, snapshotPath, dataDir: join(folder, 'data') }
  return { folder, snapshotPath, options }
}

async function refusal(options: RestoreOptions): Promise<string> {
  const result = await restore(options).catch((error: Error) => error)
  return result instanceof Error ? result.message : 'accepted'
}

/** Every entry as text, in order. */
function dump(dataDir: string): string[] {
  const source = openFile(join(dataDir, 'member', 'snap', 'db'))
  try {
    const reader = openBolt(source)
    assert.deepEqual(checkBolt(reader), [])
    const lines: string[] = []
    for (const name of reader.bucketNames()) {
      const bucket = Buffer.from(name).toString()
      lines.push(bucket)
      reader.bucket(name)?.visit((key, value) => {
        const text =
          bucket === 'key' || value.length === 8 ? Buffer.from(value).toString('hex') : Buffer.from(value).toString()
        lines.push(`${bucket}/${bucket === 'key' ? i64be(key) : Buffer.from(key).toString()}=${text}`)
      })
    }
    return lines
  } finally {
    source.close()
  }
}

function walStart(dataDir: string): string {
  const wal = readFileSync(join(dataDir, 'member', 'wal', '0000000000000000-0000000000000000.wal'))
  assert.equal(wal.length, 64_000_000)
  return wal.toString('hex', 0, 320).replace(/(?:00)+$/, '')
}

const golden = {
  '3.4': `040000000000008408041000000000002000000000000000080110bb81c7fc051a1608cdd2918bd2b881cf8e0110b298eaf1948386fccd010e0000000000008208051094bbc7ed0e1a040800100000007400000000000084080210c2ee92950b1a6a08011001180122620800100018cdd2918bd2b881cf8e0122517b226964223a31303237363635373734333933323937353433372c227065657255524c73223a5b22687474703a2f2f6c6f63616c686f73743a32333830225d2c226e616d65223a2264656661756c74227d0000000019000000000000870803109b98d6c3081a0f080110cdd2918bd2b881cf8e011801000000000000000e00000000000082080510b8e0e0e1061a0408011001`,
  '3.7': `040000000000008408041000000000002000000000000000080110bb81c7fc051a1608cdd2918bd2b881cf8e0110b298eaf1948386fccd010e0000000000008208051094bbc7ed0e1a040800100000007200000000000086080210dbf28c8e071a680801100118012260100018cdd2918bd2b881cf8e0122517b226964223a31303237363635373734333933323937353433372c227065657255524c73223a5b22687474703a2f2f6c6f63616c686f73743a32333830225d2c226e616d65223a2264656661756c74227d0000000000001900000000000087080310ffefac9c011a0f080110cdd2918bd2b881cf8e011801000000000000001b000000000000850805108f9a8eec0a1a11080110011a0b08cdd2918bd2b881cf8e01`,
} as const

test('the log is that of the release, byte for byte', async (context) => {
  const { options } = prepare(context)
  for (const release of ['3.4', '3.7'] as const) {
    await restore({ ...options, release })
    assert.equal(walStart(options.dataDir), golden[release])
    rmSync(options.dataDir, { recursive: true })
  }
})

test('the database has the new cluster, and all else as it was', async (context) => {
  const { options } = prepare(context)
  await restore(options)
  assert.deepEqual(dump(options.dataDir), [
    'alarm',
    'auth',
    'authRoles',
    'authUsers',
    'cluster',
    'cluster/clusterVersion=3.5.0',
    'key',
    'key/2=0a026b301002180220012a0a00000000000000000000',
    'key/3=0a026b311003180320012a0a01010101010101010101',
    'key/4=0a026b321004180420012a0a02020202020202020202',
    'lease',
    'members',
    'members/8e9e05c52164694d={"id":10276657743932975437,"peerURLs":["http://localhost:2380"],"name":"default"}',
    'members_removed',
    'meta',
    'meta/confState={"voters":[4660],"auto_leave":false}',
    'meta/consistent_index=0000000000000001',
    'meta/term=0000000000000001',
  ])
})

test('3.4 leaves members and term as they were', async (context) => {
  const { options } = prepare(context)
  await restore({ ...options, release: '3.4' })
  const lines = dump(options.dataDir)
  assert.ok(lines.includes('members/1234={"id":4660,"peerURLs":["http://old:2380"],"name":"old"}'))
  assert.ok(lines.includes('members_removed/99=removed'))
  assert.ok(lines.includes('meta/consistent_index=0000000000000001'))
  assert.ok(lines.includes('meta/term=0000000000000009'))
})

test('files and folders are for their owner, the log has its own folder', async (context) => {
  const { options, folder } = prepare(context)
  const walDir = join(folder, 'log', 'wal')
  await restore({ ...options, walDir })
  const mode = (...path: string[]) => statSync(join(folder, ...path)).mode & 0o777
  for (const path of ['data', 'data/member', 'data/member/snap', 'log', 'log/wal'])
    assert.equal(mode(path), 0o700, path)
  assert.equal(mode('data/member/snap/db'), 0o600)
  assert.equal(mode('log/wal/0000000000000000-0000000000000000.wal'), 0o600)
  assert.deepEqual(readdirSync(join(options.dataDir, 'member')), ['snap'])
  assert.deepEqual(readdirSync(join(options.dataDir, 'member', 'snap')).sort(), [
    '0000000000000001-0000000000000001.snap',
    'db',
  ])
})

test('the log may be within the data directory', async (context) => {
  for (const isThere of [false, true]) {
    const { options } = prepare(context)
    if (isThere) mkdirSync(options.dataDir)
    await restore({ ...options, walDir: join(options.dataDir, 'log') })
    assert.deepEqual(readdirSync(options.dataDir).sort(), ['log', 'member'])
    assert.equal(readdirSync(join(options.dataDir, 'log')).length, 1)
  }
})

test('an empty data directory is filled and stays the same folder', async (context) => {
  const { options } = prepare(context)
  mkdirSync(options.dataDir, { mode: 0o755 })
  const { ino } = statSync(options.dataDir)
  await restore(options)
  assert.equal(statSync(options.dataDir).ino, ino)
  assert.deepEqual(readdirSync(options.dataDir), ['member'])
  const other = { ...options, dataDir: `${options.dataDir}2` }
  mkdirSync(other.dataDir)
  assert.equal(await refusal({ ...other, release: '3.4' }), `data-dir "${other.dataDir}" exists`)
})

test('a data directory that holds anything is refused and left alone', async (context) => {
  const { options, folder } = prepare(context)
  mkdirSync(options.dataDir)
  writeFileSync(join(options.dataDir, 'x'), '')
  const text = `data-dir "${options.dataDir}" not empty or could not be read`
  assert.equal(await refusal(options), text)
  assert.deepEqual(readdirSync(options.dataDir), ['x'])
  rmSync(options.dataDir, { recursive: true })
  writeFileSync(options.dataDir, '')
  assert.equal(await refusal(options), text)
  rmSync(options.dataDir)
  const walDir = join(folder, 'wal')
  mkdirSync(walDir)
  assert.equal(await refusal({ ...options, walDir }), `wal-dir "${walDir}" exists`)
  assert.equal(existsSync(options.dataDir), false)
})

test('several members share all but the metadata of the log', async (context) => {
  const { options, folder } = prepare(context)
  const initialCluster = 'm1=http://127.0.0.1:1,m2=http://127.0.0.1:2,m3=http://127.0.0.1:3'
  const snaps: unknown[] = []
  for (const [at, name] of ['m1', 'm2', 'm3'].entries()) {
    const dataDir = join(folder, name)
    const advertisedPeerUrls = `http://127.0.0.1:${at + 1}`
    const { cluster } = await restore({ ...options, dataDir, name, initialCluster, advertisedPeerUrls })
    assert.equal(cluster.local.name, name)
    assert.equal(dump(dataDir).filter((line) => line.startsWith('members/')).length, 3)
    snaps.push(newestSnap(join(dataDir, 'member', 'snap')))
  }
  assert.deepEqual(snaps[0], snaps[1])
  assert.deepEqual(snaps[1], snaps[2])
})

test('a raised revision is compacted and has an empty entry', async (context) => {
  for (const keys of [0, 3, 5000]) {
    const { options } = prepare(context, { keys })
    const report = await restore({ ...options, revisionBump: 1_000_000n, markCompacted: true })
    const latest = keys === 0 ? 0n : BigInt(keys + 1)
    assert.deepEqual(report.raise, { latest, raised: latest + 1_000_000n })
    const lines = dump(options.dataDir)
    assert.equal(lines.filter((line) => line.startsWith('key/')).at(-1), `key/${latest + 1_000_000n}=`)
    assert.equal(lines.filter((line) => line.startsWith('key/')).length, keys + 1)
    assert.ok(lines.some((line) => line.startsWith('meta/scheduledCompactRev=')))
  }
})

test('a revision is raised only with the other flag, and not beyond the last one', async (context) => {
  const { options } = prepare(context)
  const text = '--mark-compacted required if --revision-bump > 0'
  assert.equal(await refusal({ ...options, revisionBump: 1n }), text)
  assert.equal(await refusal({ ...options, markCompacted: true }), text)
  assert.equal(
    await refusal({ ...options, revisionBump: 2n ** 64n - 1n, markCompacted: true }),
    `revision 4 cannot be raised by ${2n ** 64n - 1n}`,
  )
  assert.equal(await refusal({ ...options, revisionBump: 1n, release: '3.4' }), 'accepted')
})

test('what is wrong with the source is said, and nothing is left', async (context) => {
  const { options, folder, snapshotPath } = prepare(context)
  const whole = readFileSync(snapshotPath)
  const names = readdirSync(folder)
  const missing = join(folder, 'missing')
  assert.equal(await refusal({ ...options, snapshotPath: missing }), `open ${missing}: no such file or directory`)
  assert.equal(await refusal({ ...options, snapshotPath: folder }), `read ${folder}: is a directory`)
  truncateSync(snapshotPath, 10)
  assert.equal(await refusal(options), `seek ${snapshotPath}: invalid argument`)
  writeFileSync(snapshotPath, whole.subarray(0, -32))
  assert.equal(await refusal(options), 'snapshot missing hash but --skip-hash-check=false')
  const flipped = Buffer.from(whole)
  flipped[9000] = (flipped[9000] ?? 0) ^ 1
  writeFileSync(snapshotPath, flipped)
  assert.match(await refusal(options), /^expected sha256 \[\d+( \d+){31}\], got \[\d+( \d+){31}\]$/)
  writeFileSync(snapshotPath, Buffer.alloc(65536 + 32))
  assert.equal(await refusal({ ...options, skipHashCheck: true }), 'invalid database')
  assert.deepEqual(readdirSync(folder), names)
})

test('a copied database needs the flag, and is checked then', async (context) => {
  const { options, snapshotPath } = prepare(context, { hasDigest: false, keys: 2000 })
  assert.equal(await refusal(options), 'snapshot missing hash but --skip-hash-check=false')
  const whole = readFileSync(snapshotPath)
  const damaged = Buffer.from(whole)
  damaged.fill(0, 4096 * 5, 4096 * 6)
  writeFileSync(snapshotPath, damaged)
  assert.match(
    await refusal({ ...options, skipHashCheck: true }),
    /^snapshot file integrity check failed. 1 errors found.\n/,
  )
  writeFileSync(snapshotPath, Buffer.concat([whole, Buffer.alloc(1 << 20)]))
  await restore({ ...options, skipHashCheck: true })
  assert.equal(dump(options.dataDir).filter((line) => line.startsWith('key/')).length, 2000)
})

test('the source is not changed', async (context) => {
  const { options, snapshotPath } = prepare(context)
  const before = [readFileSync(snapshotPath), statSync(snapshotPath).mtimeMs]
  await restore(options)
  assert.deepEqual([readFileSync(snapshotPath), statSync(snapshotPath).mtimeMs], before)
})

test('parent folders are made, and go again with a failure', async (context) => {
  const { options, folder, snapshotPath } = prepare(context)
  const dataDir = join(folder, 'a', 'b', 'data')
  truncateSync(snapshotPath, statSync(snapshotPath).size - 33)
  assert.match(await refusal({ ...options, dataDir, skipHashCheck: true }), /./)
  assert.deepEqual(readdirSync(folder), ['snapshot.db'])
  writeSample(join(folder, 'good'), {})
  await restore({ ...options, snapshotPath: join(folder, 'good'), dataDir })
  assert.equal(existsSync(join(dataDir, 'member', 'snap', 'db')), true)
})

test('what dead processes left is removed, what others have is not', async (context) => {
  const { options, folder } = prepare(context)
  for (const name of ['data.part-4194399', 'data.part-1', 'data.part-notes']) mkdirSync(join(folder, name))
  await restore(options)
  assert.deepEqual(readdirSync(folder).sort(), ['data', 'data.part-1', 'data.part-notes', 'snapshot.db'])
})

test('a data directory that appears meanwhile is left alone', async (context) => {
  const { options, folder } = prepare(context, { keys: 20_000, valueBytes: 1000 })
  const running = refusal(options)
  while (readdirSync(folder).length === 1) await new Promise((resolve) => setImmediate(resolve))
  mkdirSync(options.dataDir)
  writeFileSync(join(options.dataDir, 'x'), '')
  // and not the name that the work has for now
  assert.equal(await running, `rename ${options.dataDir}: directory not empty`)
  assert.deepEqual(readdirSync(folder).sort(), ['data', 'snapshot.db'])
  assert.deepEqual(readdirSync(options.dataDir), ['x'])
})

test('an interrupted restore leaves nothing', async (context) => {
  const { options, folder } = prepare(context, { keys: 20_000, valueBytes: 1000 })
  const controller = new AbortController()
  const running = refusal({ ...options, interrupts: () => controller.signal })
  setTimeout(() => controller.abort(), 2)
  assert.equal(await running, 'interrupted')
  assert.deepEqual(readdirSync(folder), ['snapshot.db'])
})

test('a link to an empty folder is followed', async (context) => {
  const { options, folder } = prepare(context)
  mkdirSync(join(folder, 'real'))
  symlinkSync(join(folder, 'real'), options.dataDir)
  await restore(options)
  assert.deepEqual(readdirSync(join(folder, 'real')), ['member'])
})
