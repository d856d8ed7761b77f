import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { commitSeed } from '../../support/commit-seed.ts'
import { findEtcdBinaries } from '../../support/etcd-binaries.ts'
import { ourProgram } from '../../support/our-program.ts'
import { runProcess } from '../../support/run-process.ts'
import { type ScriptedServer, startScriptedServer } from '../http/scripted-server.ts'
import { Random } from './random.ts'
import { answerOf, linesOf, randomTree, type Tree } from './random-tree.ts'

const random = new Random(commitSeed())
const real = (await findEtcdBinaries()).binaries.filter(({ release }) => release === '3.4').at(-1)
const skip = real === undefined ? 'no etcdctl 3.4 is at hand' : false
const servers: ScriptedServer[] = []
after(() => {
  for (const server of servers) server.close()
})

interface Ending {
  readonly code: number | string
  readonly stdout: string
  readonly stderr: string
}

async function play(program: string, endpoints: string, words: readonly string[]): Promise<Ending> {
  const args = ['--no-sync', '--timeout', '60s', '--total-timeout', '90s', '--endpoints', endpoints, ...words]
  const env = { PATH: process.env.PATH, ETCDCTL_API: '2' }
  const { code, stdout, stderr } = await runProcess(program, args, { env })
  return { code, stdout: stdout.toString(), stderr: stderr.toString() }
}

function ours(endpoints: string, words: readonly string[]): Promise<Ending> {
  return play(ourProgram('etcdctl'), endpoints, words)
}

/** A server with one answer, which may break off. */
async function serve(body: string, promisedBytes = Buffer.byteLength(body)): Promise<ScriptedServer> {
  const head = `HTTP/1.1 200 OK\r\nContent-Length: ${promisedBytes}\r\nX-Etcd-Index: 7\r\n\r\n`
  const server = await startScriptedServer(() => ({ bytes: head + Buffer.from(body).toString('latin1') }))
  servers.push(server)
  return server
}

const leaf: Tree = {
  key: '/a',
  isDirectory: false,
  value: 'v',
  children: [],
  created: 4n,
  modified: 5n,
  expiration: '',
  ttl: 0n,
}

/** Its list is about 3 MB long. */
const large: Tree = {
  ...leaf,
  key: '',
  isDirectory: true,
  children: Array.from({ length: 40_000 }, (_, at) => ({
    ...leaf,
    key: `/a/key/of/many/that/are/in/one/directory/alike/and/long/${at}`,
  })),
}
const largeAnswer = answerOf(large)
const largeList = linesOf(large, false)
const unavailable = 'Error:  client: etcd cluster is unavailable or misconfigured; error #0: unexpected EOF\n'
const formats: readonly (readonly string[])[] = [
  ['ls', '-r', '/'],
  ['ls', '-p', '/'],
  ['-o', 'json', 'ls', '-r', '/'],
  ['-o', 'extended', 'ls', '/'],
  ['get', '/a'],
  ['-o', 'json', 'get', '/a'],
]

test(`random trees are printed as by the real client, byte for byte (seed ${random.seed})`, { skip }, async () => {
  assert.ok(real)
  for (let round = 0; round < 6; round++) {
    // newer builds of 3.4 write a backspace in another way than older ones
    const { url } = await serve(answerOf(randomTree(random)).replaceAll('\\b', 'b'))
    for (const words of formats) {
      assert.deepEqual(
        await ours(url, words),
        await play(real.etcdctl, url, words),
        `${words.join(' ')} in round ${round}`,
      )
    }
  }
})

test('odd answers end as with the real client', { skip }, async () => {
  assert.ok(real)
  const bodies = [
    '{"action":"get","node":{"key":"/a","value":1}}',
    '{"action":"get","node":{"key":"/a","value":"v"}} x',
    '{"action":"get","node":{"key":"/a","dir":true,"nodes":[{"key":"/a/b"}',
    '{"action":"get","node":{"key":"/a","dir":true,"nodes":[]}}',
    '{"action":"get","node":{"key":"/a","dir":true,"nodes":[{"key":"/a/b","ttl":"x"}]}}',
    '[]',
    '',
    'no JSON',
  ]
  for (const body of bodies) {
    const { url } = await serve(body)
    for (const words of formats) {
      assert.deepEqual(await ours(url, words), await play(real.etcdctl, url, words), `${words.join(' ')} of ${body}`)
    }
  }
})

test('an answer without a node is an error: the original crashes', async () => {
  for (const body of ['{}', '{"action":"get"}', '{"action":"get","node":null}']) {
    const { url } = await serve(body)
    for (const words of formats) {
      const { code, stdout, stderr } = await ours(url, words)
      assert.deepEqual([code, stdout], [4, ''], body)
      assert.match(stderr, /^Error: {2}client: response is invalid json/)
    }
  }
})

test('a small answer that breaks off leaves nothing on standard output', async () => {
  const { url } = await serve(largeAnswer.slice(0, 500_000), 10_000_000)
  for (const words of formats) {
    const { code, stdout, stderr } = await ours(url, words)
    assert.deepEqual([code, stdout, stderr.startsWith(unavailable)], [4, '', true], words.join(' '))
  }
})

test('a small answer that breaks off is asked for at the next endpoint, and printed once', async () => {
  const cut = await serve(largeAnswer.slice(0, 500_000), 10_000_000)
  const good = await serve(largeAnswer)
  for (let round = 0; round < 4; round++) {
    const { code, stdout } = await ours(`${cut.url},${good.url}`, ['ls', '-r', '/'])
    assert.equal(code, 0)
    assert.ok(stdout === largeList)
  }
})

test('a large answer that breaks off ends in an error, and no other endpoint is asked', async () => {
  const cut = await serve(largeAnswer.slice(0, -1000), 10_000_000)
  for (const words of [
    ['ls', '-r', '/'],
    ['-o', 'json', 'ls', '/'],
  ]) {
    const asked = cut.requests.length
    const { code, stdout, stderr } = await ours(`${cut.url},${cut.url}`, words)
    assert.equal(code, 4)
    assert.ok(stdout.length > 1_000_000)
    if (words[0] === 'ls') assert.ok(largeList.startsWith(stdout))
    assert.equal(stderr.split('\n')[0], 'the answer broke off: what has been printed is not all there is')
    assert.equal(stderr.split('\n').slice(1, 3).join('\n'), unavailable)
    assert.equal(cut.requests.length, asked + 1)
  }
})

test('a large answer that is no JSON at its end is an error', async () => {
  const { url } = await serve(largeAnswer.replace(/\}\n$/, ']\n'))
  const { code, stderr } = await ours(url, ['ls', '-r', '/'])
  assert.equal(code, 4)
  assert.match(
    stderr,
    /\nError: {2}client: response is invalid json\. The endpoint is probably not valid etcd cluster endpoint\n$/,
  )
})

test('a reader that is gone ends it with the code of a broken pipe, without an error', async () => {
  const { url } = await serve(largeAnswer)
  const run = '{ "$0" --no-sync --endpoints "$1" ls -r /; echo $? >&2; } | head -1'
  const env = { PATH: process.env.PATH, ETCDCTL_API: '2' }
  const { stdout, stderr } = await runProcess('/bin/sh', ['-c', run, ourProgram('etcdctl'), url], { env })
  assert.deepEqual([stdout.toString(), stderr.toString()], [`${large.children[0]?.key}\n`, '141\n'])
})

test('a slow reader costs nothing of the total time limit', async () => {
  const { url } = await serve(largeAnswer)
  const args = ['--no-sync', '--total-timeout', '3s', '--endpoints', url, 'ls', '-r', '/']
  const child = spawn(ourProgram('etcdctl'), args, { env: { PATH: process.env.PATH, ETCDCTL_API: '2' } })
  await sleep(5000)
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  const [code] = await once(child, 'close')
  assert.equal(code, 0)
  assert.ok(Buffer.concat(chunks).toString() === largeList)
})

/** A server whose answer lists `directories` times 1,110 nodes, and is not made before it is sent. */
async function startEndless(t: TestContext, directories: number): Promise<string> {
  const server = http.createServer(async (_request, response) => {
    response.setHeader('X-Etcd-Index', '7')
    response.write('{"action":"get","node":{"dir":true,"nodes":[')
    for (let at = 0; at < directories; at++) {
      const nodes = Array.from(
        { length: 1109 },
        (_, index) =>
          `{"key":"/dir-${at}/key-${index}","value":"some \\u003cvalue\\u003e of ${index}, as long as values are","modifiedIndex":${index + 5},"createdIndex":${index + 5}}`,
      )
      const text = `${at === 0 ? '' : ','}{"key":"/dir-${at}","dir":true,"nodes":[${nodes.join(',')}],"modifiedIndex":4,"createdIndex":4}`
      if (!response.write(text)) await once(response, 'drain')
    }
    response.end(']}}\n')
  })
  t.after(() => server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** The most memory that a run had at a time, in MB, and how many lines it printed. */
async function peakOf(url: string, words: readonly string[]): Promise<{ peak: number; lines: number; code: unknown }> {
  const args = ['--no-sync', '--timeout', '60s', '--total-timeout', '300s', '--endpoints', url, ...words]
  const child = spawn(ourProgram('etcdctl'), args, { env: { PATH: process.env.PATH, ETCDCTL_API: '2' } })
  let peak = 0
  let lines = 0
  child.stdout.on('data', (chunk: Buffer) => {
    for (const byte of chunk) lines += Number(byte === 10)
    const [, kilobytes] = /VmHWM:\s*(\d+)/.exec(statusOf(child.pid)) ?? []
    peak = Math.max(peak, Number(kilobytes ?? 0) / 1024)
  })
  const [code] = await once(child, 'close')
  return { peak, lines, code }
}

function statusOf(pid: number | undefined): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return ''
  }
}

const skipMemory = process.platform === 'linux' ? false : 'only Linux tells how much memory a process had'

for (const words of [
  ['ls', '-r', '/'],
  ['-o', 'json', 'ls', '-r', '/'],
]) {
  test(`${words.join(' ')} takes as much memory for a million nodes as for a tenth of them`, {
    skip: skipMemory,
  }, async (t) => {
    const tenth = await peakOf(await startEndless(t, 100), words)
    const million = await peakOf(await startEndless(t, 1000), words)
    const isList = words[0] === 'ls'
    assert.deepEqual([tenth.code, tenth.lines], [0, isList ? 111_000 : 1])
    assert.deepEqual([million.code, million.lines], [0, isList ? 1_110_000 : 1])
    // 80 MB where nothing else runs; the real client takes 64 and 138 MB for a tenth
    assert.ok(tenth.peak > 10 && tenth.peak < 100, `${tenth.peak} MB`)
    assert.ok(million.peak < 130, `${million.peak} MB`)
  })
}
