import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { temporaryFolder } from '../offline/temporary-folder.ts'
import { startCluster } from '../support/cluster.ts'
import { findEtcdBinaries } from '../support/etcd-binaries.ts'
import { ourProgram } from '../support/our-program.ts'
import { missingHere } from '../support/required-releases.ts'
import { type ProcessRun, runProcess } from '../support/run-process.ts'

const { binaries, reasons } = await findEtcdBinaries()
const etcd = binaries.find(({ release }) => release === '3.4')
const skip = etcd === undefined && missingHere(reasons)

const never = '0001-01-01T00:00:00Z'

interface Saved {
  readonly Path: string
  readonly Children: Readonly<Record<string, Saved>> | null
}

function key(Path: string, Value: string, ExpireTime = never): Saved {
  return { ...{ Path, CreatedIndex: 1, ModifiedIndex: 1, ExpireTime, Value }, Children: null }
}

function folder(Path: string, children: Readonly<Record<string, Saved>>): Saved {
  return { ...key(Path, ''), Children: children }
}

const tree = folder('/', {
  a: key('/a', 'one & two'),
  b: folder('/b', { c: key('/b/c', 'ü\n'), _secret: key('/b/_secret', 's'), empty: folder('/b/empty', {}) }),
  _hidden: folder('/_hidden', { x: key('/_hidden/x', 'hidden'), y: key('/_hidden/y', '') }),
  soon: key('/soon', 'v', '2020-01-01T00:00:00.5Z'),
  later: key('/later', 'v', '2100-01-01T00:00:00+02:00'),
})

const store = JSON.stringify({ Root: tree, CurrentIndex: 9, CurrentVersion: 2 })

function snapshotIn(context: TestContext, content = store): string {
  const path = join(temporaryFolder(context), 'dump')
  writeFileSync(path, content)
  return path
}

const dead = 'http://127.0.0.1:1'

function importWith(args: readonly string[], url = dead, compat = '3.0'): Promise<ProcessRun> {
  const env = { PATH: process.env.PATH, TZ: 'UTC', ETCDCTL_COMPAT: compat, ETCDCTL_API: '2' }
  const patient = ['--timeout', '60s', '--total-timeout', '60s', '--endpoints', url]
  return runProcess(ourProgram('etcdctl'), [...patient, 'import', ...args], { env })
}

/** The lines of the log without their time, sorted: several keys are written at once. */
function logOf({ stderr }: ProcessRun): string[] {
  return String(stderr)
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} I \| /, ''))
    .sort()
}

test('import waits until each key is written, and says what it does', { skip }, async (t) => {
  assert.ok(etcd)
  const cluster = await startCluster({ binaries: etcd, etcdArgs: ['--enable-v2=true'] })
  t.after(() => cluster.close())
  const { clientUrl } = cluster.member(0)
  const path = snapshotIn(t)
  const run = await importWith(['--snap', path, '--hidden', '/_hidden', '--hidden', 'b/_secret', '-c', '3'], clientUrl)
  assert.equal(String(run.stdout), `starting to import snapshot ${path} with 3 clients\nfinished importing 7 keys\n`)
  assert.equal(run.code, 0)
  assert.deepEqual(
    logOf(run),
    [
      ...['/', '/_hidden', '/b', '/b/empty'].map((name) => `entering dir: ${name}`),
      ...['/_hidden/x', '/_hidden/y', '/a', '/b/_secret', '/b/c', '/later', '/soon'].map(
        (name) => `copying key: ${name}`,
      ),
      "extending key /soon's ttl to 300 seconds",
    ].sort(),
  )
  const read = async (name: string): Promise<{ value?: string; ttl?: number }> => {
    const response = await fetch(`${clientUrl}/v2/keys${name}`)
    return ((await response.json()) as { node: { value?: string; ttl?: number } }).node ?? {}
  }
  assert.equal((await read('/a')).value, 'one & two')
  assert.equal((await read('/b/c')).value, 'ü\n')
  assert.equal((await read('/_hidden/y')).value, '')
  assert.equal((await read('/b/_secret')).value, 's')
  assert.ok(((await read('/soon')).ttl ?? 0) > 200)
  assert.ok(((await read('/later')).ttl ?? 0) > 1e9)
  assert.equal((await read('/b/empty')).value, undefined)
})

test('all of a thousand keys are there when import ends', { skip }, async (t) => {
  assert.ok(etcd)
  const cluster = await startCluster({ binaries: etcd, etcdArgs: ['--enable-v2=true'] })
  t.after(() => cluster.close())
  const { clientUrl } = cluster.member(0)
  const names = Array.from({ length: 1_000 }, (_, at) => `k${at}`)
  const root = folder('/', Object.fromEntries(names.map((name) => [name, key(`/${name}`, name)])))
  const path = snapshotIn(t, JSON.stringify({ Root: root, CurrentIndex: 1 }))
  const run = await importWith(['--snap', path], clientUrl)
  assert.match(String(run.stdout), /finished importing 1000 keys\n$/)
  const response = await fetch(`${clientUrl}/v2/keys/?quorum=true`)
  const { node } = (await response.json()) as { node: { nodes: readonly { value: string }[] } }
  assert.deepEqual(node.nodes.map(({ value }) => value).sort(), names.toSorted())
})

test('what cannot be imported is refused before anything is written', async (t) => {
  const path = snapshotIn(t)
  const start = `starting to import snapshot ${path} with 10 clients\n`
  const none = await importWith([])
  assert.deepEqual([none.code, String(none.stdout)], [1, 'no snapshot file provided (use --snap)\n'])
  const missing = await importWith(['--snap', '/no/such'])
  assert.deepEqual([missing.code, String(missing.stdout)], [1, 'cannot read snapshot file /no/such\n'])
  assert.equal(String(missing.stderr), '')
  const broken = snapshotIn(t, '{"Root":')
  const invalid = await importWith(['--snap', broken])
  assert.deepEqual([invalid.code, String(invalid.stdout)], [1, `cannot read snapshot file ${broken}\n`])
  assert.match(String(invalid.stderr), /the v2 store cannot be read/)
  const idle = await importWith(['--snap', path, '-c', '0'])
  assert.deepEqual([idle.code, String(idle.stdout)], [1, ''])
  const unreachable = await importWith(['--snap', path])
  assert.deepEqual([unreachable.code, String(unreachable.stdout)], [unreachable.code || 'not 0', start])
})

test('a hidden key that is not there is named, and nothing is written', { skip }, async (t) => {
  assert.ok(etcd)
  const cluster = await startCluster({ binaries: etcd, etcdArgs: ['--enable-v2=true'] })
  t.after(() => cluster.close())
  const { clientUrl } = cluster.member(0)
  const run = await importWith(['--snap', snapshotIn(t), '--hidden', '/nohid/x'], clientUrl)
  assert.deepEqual([run.code, String(run.stderr)], [4, 'Error:  Key not found (/nohid)\n'])
  assert.equal((await fetch(`${clientUrl}/v2/keys/a`)).status, 404)
})

test('a key that cannot be written ends the import', { skip }, async (t) => {
  assert.ok(etcd)
  const cluster = await startCluster({ binaries: etcd, etcdArgs: ['--enable-v2=true'] })
  t.after(() => cluster.close())
  const { clientUrl } = cluster.member(0)
  await fetch(`${clientUrl}/v2/keys/a/in/the/way?dir=true`, { method: 'PUT' })
  const run = await importWith(['--snap', snapshotIn(t), '-c', '1'], clientUrl)
  assert.equal(run.code, 1)
  assert.match(String(run.stderr), / I \| failed to copy key: 102: Not a file \(\/a\) \[\d+\]\n$/)
  assert.doesNotMatch(String(run.stdout), /finished/)
})

test('only 3.0 lists import, and without a pin it is taken as well', async () => {
  const env = { PATH: process.env.PATH, ETCDCTL_API: '2' }
  const ask = async (compat: string, args: readonly string[]): Promise<ProcessRun> => {
    return runProcess(ourProgram('etcdctl'), args, { env: { ...env, ETCDCTL_COMPAT: compat } })
  }
  const later = await ask('3.3', ['import'])
  assert.deepEqual([later.code, String(later.stderr)], [3, "No help topic for 'import'\n"])
  const auto = await ask('', ['import'])
  assert.deepEqual([auto.code, String(auto.stdout)], [1, 'no snapshot file provided (use --snap)\n'])
  const page = await ask('3.0', ['help', 'import'])
  assert.equal(
    String(page.stdout),
    `NAME:
   etcdctl import - import a snapshot to a cluster

USAGE:
   etcdctl import [command options]  ${''}

OPTIONS:
   --snap value    Path to the valid etcd 0.4.x snapshot.
   --hidden value  Hidden key spaces to import from snapshot
   -c value        Number of concurrent clients to import the data (default: 10)
   ${''}
`,
  )
})
