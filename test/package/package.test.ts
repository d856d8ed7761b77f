import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import test, { after, before, type TestContext } from 'node:test'
import { type Cluster, startCluster, type TlsMode } from '../support/cluster.ts'
import { newestEtcd } from '../support/etcd-binaries.ts'
import { runProcess } from '../support/run-process.ts'
import { openTerminal, terminalProblem } from '../support/terminal.ts'
import { compile, documentedExample, makeProject, runCompiled } from './client-library.ts'
import { type Installed, packAndInstall, programs } from './installed.ts'
import { streamsOutput, streamsProgram } from './streams-program.ts'

const etcd = await newestEtcd()
const settings = { skip: etcd === undefined && 'no etcd server found', timeout: 300_000 }
let installed: Installed

before(async () => {
  installed = await packAndInstall()
})
after(() => installed?.remove())

function files(): string[] {
  const folder = join(installed.modules, 'etcdctl-ts')
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
}

async function start(t: TestContext, tls: TlsMode = 'none'): Promise<Cluster> {
  assert.ok(etcd !== undefined)
  const cluster = await startCluster({ binaries: etcd, tls })
  t.after(() => cluster.close())
  return cluster
}

function environment({ endpoints }: Pick<Cluster, 'endpoints'>): Record<string, string> {
  return { PATH: programs(installed.bin), ETCDCTL_ENDPOINTS: endpoints.join(',') }
}

async function outputOf(cluster: Cluster, line: string, more: Record<string, string> = {}): Promise<string> {
  const env = { ...environment(cluster), ...more }
  const run = await runProcess('/bin/sh', ['-c', line], { env, cwd: installed.folder })
  assert.deepEqual([run.code, run.stderr.toString()], [0, ''], line)
  return run.stdout.toString()
}

test('installing it brings one package, which is the program', () => {
  assert.deepEqual(readdirSync(installed.modules), ['.package-lock.json', 'etcdctl-ts'].filter(isThere))
  assert.equal(existsSync(join(installed.modules, 'etcdctl-ts', 'node_modules')), false)
  assert.deepEqual(readdirSync(installed.bin).sort(), ['etcdctl', 'etcdutl'])
})

function isThere(name: string): boolean {
  return existsSync(join(installed.modules, name))
}

test('the package holds what runs and what is read, and neither sources nor executables', () => {
  const outside = files().filter(
    (file) => !/^(?:bin|completions|dist|docs)\/|^[A-Z]+(?:\.md)?$|^package\.json$|^scripts\/warm-up\.cjs$/.test(file),
  )
  assert.deepEqual(outside, [])
  const built = files().filter((file) => /^dist\/[^/]+$/.test(file))
  assert.deepEqual(built, [
    'dist/etcdctl.cjs',
    'dist/etcdctl.cjs.cache',
    'dist/etcdutl.cjs',
    'dist/etcdutl.cjs.cache',
    'dist/third-party-licenses.txt',
  ])
})

test('what its documents link to is in the package', () => {
  const known = files()
  for (const document of known.filter((file) => file.endsWith('.md'))) {
    const text = readFileSync(join(installed.modules, 'etcdctl-ts', document), 'utf8')
    for (const [, link = ''] of text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)) {
      const path = join(document, '..', link)
      assert.ok(
        known.some((file) => file === path || file.startsWith(path)),
        `${document} links to ${link}`,
      )
    }
  }
})

test('the licence of every package whose code is in it goes with it', () => {
  const text = readFileSync(join(installed.modules, 'etcdctl-ts', 'dist', 'third-party-licenses.txt'), 'utf8')
  for (const name of ['@bufbuild/protobuf', '@grpc/grpc-js', 'chalk', 'cli-table3', 'commander', 'ora']) {
    assert.match(text, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+: `, 'm'))
  }
  assert.match(text, /Copyright 2008 Google Inc/)
})

test('where it is installed its code can be compiled for another Node', async () => {
  const caches = ['etcdctl', 'etcdutl']
  const program = join(installed.modules, 'etcdctl-ts', 'scripts', 'warm-up.cjs')
  const cacheOf = (name: string) => join(installed.modules, 'etcdctl-ts', 'dist', `${name}.cjs.cache`)
  for (const name of caches) rmSync(cacheOf(name))
  const run = await runProcess(process.execPath, [program], { env: {} })
  assert.deepEqual([run.code, run.stderr.toString()], [0, ''])
  for (const name of caches) assert.ok(statSync(cacheOf(name)).size > 100_000)
})

test('commands work on a live cluster with nothing but the package', settings, async (t) => {
  const cluster = await start(t)
  const run = (line: string, more?: Record<string, string>) => outputOf(cluster, line, more)
  assert.match(await run('etcdctl version'), /^etcdctl version: 3\.7\.\d+\nAPI version: 3\.7\n$/)
  assert.equal(await run('etcdctl put k v'), 'OK\n')
  assert.equal(await run('etcdctl get k', { ETCDCTL_TRANSPORT: 'grpc-js' }), 'k\nv\n')
  assert.match(await run('etcdctl member list -w table'), /^\+-+\+[\s\S]*\| started \|[\s\S]*\+\n$/)
  assert.match(await run('etcdctl endpoint health 2>&1'), /is healthy: successfully committed proposal/)
  assert.equal(await run('etcdctl lock l -- echo held'), 'held\n')
  assert.match(await run(`printf 'value("k") = "v"\\n\\nput k w\\n\\n\\n' | etcdctl txn`), /^SUCCESS\n\nOK\n/)
  await run('etcdctl snapshot save s.db > save.txt 2>&1')
  assert.match(await run('etcdutl snapshot status s.db -w json'), /"totalKey":\d/)
  assert.equal(await run('etcdctl del k'), '1\n')
})

test('a watch brings what is put, over either transport', settings, async (t) => {
  const cluster = await start(t)
  for (const transport of ['http2', 'grpc-js']) {
    const env = { ...environment(cluster), ETCDCTL_TRANSPORT: transport }
    const watch = spawn('etcdctl', ['watch', 'w', '--progress-notify'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    t.after(() => watch.kill('SIGKILL'))
    const seen = firstEvent(watch.stdout)
    while (!(await Promise.race([seen, outputOf(cluster, 'etcdctl put w 1').then(() => '')])));
    assert.equal(await seen, 'PUT\nw\n1\n')
    watch.kill('SIGINT')
    await once(watch, 'close')
  }
})

/** The first three lines. */
async function firstEvent(stdout: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const chunk of stdout) {
    text += chunk
    const lines = text.split('\n')
    if (lines.length > 3) return `${lines.slice(0, 3).join('\n')}\n`
  }
  return text
}

test('make-mirror copies from one cluster to another', settings, async (t) => {
  const [source, target] = await Promise.all([start(t), start(t)])
  await outputOf(source, 'etcdctl put m 1')
  const [endpoint = ''] = target.endpoints
  const mirror = spawn('etcdctl', ['make-mirror', endpoint], { env: environment(source), stdio: 'ignore' })
  t.after(() => mirror.kill('SIGKILL'))
  while ((await outputOf(target, 'etcdctl get m --print-value-only')) !== '1\n');
})

test('a terminal shows how far a snapshot is', {
  ...settings,
  skip: settings.skip || (await terminalProblem()),
}, async (t) => {
  const cluster = await start(t)
  const words = ['etcdctl', 'snapshot', 'save', 'shown.db'] as const
  const terminal = openTerminal(t, words, { env: environment(cluster), cwd: installed.folder })
  assert.deepEqual(await terminal.ended, { code: 0, signal: null })
  assert.match(terminal.screen, /[\u2800-\u28ff]/)
})

test('the typed client compiles and runs as its page shows it', settings, async (t) => {
  const cluster = await start(t)
  const { program, prints } = documentedExample()
  const project = await makeProject(t, installed)
  assert.equal(await compile(project, program), '')
  assert.equal(await runCompiled(project, { ETCD_ENDPOINTS: cluster.endpoints.join(',') }), prints)
  const wrong = program.replace("bytes('1')", "'1'")
  assert.match(await compile(project, wrong), /'string' is not assignable to type 'Uint8Array/)
})

test('the typed client locks, saves and fails over TLS and over both transports', settings, async (t) => {
  const cluster = await start(t, 'mutual')
  const { certificates } = cluster
  assert.ok(certificates !== undefined)
  const { ca, client } = certificates
  const project = await makeProject(t, installed)
  assert.equal(await compile(project, streamsProgram), '')
  const env = { ENDPOINT: cluster.member(0).clientUrl, CACERT: ca, CERT: client.cert, KEY: client.key }
  assert.equal(await runCompiled(project, env), streamsOutput)
})
