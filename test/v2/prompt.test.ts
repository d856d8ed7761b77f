import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { startCluster } from '../support/cluster.ts'
import { findEtcdBinaries } from '../support/etcd-binaries.ts'
import { ourProgram } from '../support/our-program.ts'
import { missingHere } from '../support/required-releases.ts'
import { runProcess } from '../support/run-process.ts'
import { openTerminal, terminalProblem } from '../support/terminal.ts'

const { binaries, reasons } = await findEtcdBinaries()
const etcd = binaries.find(({ release }) => release === '3.4')
const skip = (etcd === undefined && missingHere(reasons)) || (await terminalProblem()) || false

interface Typed {
  readonly words: readonly string[]
  readonly prompt: string
  readonly keys: string
}

const lines: readonly Typed[] = [
  { words: ['-u', 'root', 'get', 'k'], prompt: 'Password: ', keys: 'secret\r' },
  { words: ['-u', 'root', 'get', 'k'], prompt: 'Password: ', keys: 'wrong\r' },
  { words: ['-u', 'root', 'get', 'k'], prompt: 'Password: ', keys: '  secret\t\r' },
  { words: ['-u', 'root', 'get', 'k'], prompt: 'Password: ', keys: '\r' },
  { words: ['-u', 'root:secret', 'user', 'add', 'ann'], prompt: 'New password: ', keys: 'ann pw\r' },
  { words: ['-u', 'root:secret', 'user', 'passwd', 'ann'], prompt: 'New password: ', keys: 'other\r' },
  { words: ['-u', 'ann', 'user', 'get', 'ann'], prompt: 'Password: ', keys: 'other\r' },
  { words: ['-u', 'root', 'cluster-health'], prompt: 'Password: ', keys: 'secret\r' },
  { words: ['-u', 'root', 'get', 'k'], prompt: 'Password: ', keys: '\x03' },
  { words: ['-u', 'root:secret', 'user', 'add', 'bob'], prompt: 'New password: ', keys: 'sec\x03' },
]

interface Shown {
  readonly screen: string
  readonly echoed: boolean
  readonly echoesAfter: boolean
  readonly exit: object
}

async function typeInto(t: TestContext, program: string, url: string, { words, prompt, keys }: Typed): Promise<Shown> {
  const env = { ETCDCTL_API: '2', ETCDCTL_ENDPOINTS: url }
  const limits = ['--timeout', '60s', '--total-timeout', '60s']
  const terminal = openTerminal(t, [program, ...limits, ...words], { env })
  await terminal.waitFor(prompt)
  // the prompt of the original may show up before it has asked for silence
  while (await terminal.echoes()) await new Promise((resolve) => setTimeout(resolve, 20))
  const echoed = await terminal.echoes()
  terminal.type(keys)
  const exit = await terminal.ended
  return { screen: terminal.screen, echoed, echoesAfter: await terminal.echoes(), exit }
}

test('passwords are asked for on a terminal as the real client asks', { skip }, async (t) => {
  assert.ok(etcd)
  const cluster = await startCluster({ binaries: etcd, etcdArgs: ['--enable-v2=true'] })
  t.after(() => cluster.close())
  const { clientUrl } = cluster.member(0)
  const env = { PATH: process.env.PATH, ETCDCTL_API: '2', ETCDCTL_ENDPOINTS: clientUrl }
  for (const words of ['set k v', 'user add root:secret', 'auth enable', '-u root:secret role remove guest']) {
    const limits = ['--timeout', '60s', '--total-timeout', '60s']
    const { code } = await runProcess(etcd.etcdctl, [...limits, ...words.split(' ')], { env })
    assert.equal(code, 0, words)
  }
  for (const line of lines) {
    const theirs = await typeInto(t, etcd.etcdctl, clientUrl, line)
    if (line.words.includes('add')) {
      await runProcess(etcd.etcdctl, ['-u', 'root:secret', '--timeout', '60s', 'user', 'remove', 'ann'], { env })
    }
    assert.deepEqual(await typeInto(t, ourProgram('etcdctl'), clientUrl, line), theirs, line.words.join(' '))
  }
})

test('a socket of the file system is dialled as the real client dials it', { skip }, async (t) => {
  assert.ok(etcd)
  const folder = await mkdtemp(join(tmpdir(), 'etcdctl-ts-'))
  t.after(() => rm(folder, { recursive: true }))
  const requests: string[] = []
  const server = net.createServer((socket) => {
    socket.on('error', () => {})
    let request = ''
    socket.on('data', (bytes) => {
      request += bytes.toString()
      const [head = '', sent] = request.split('\r\n\r\n')
      if (sent === undefined || sent.length < Number(/Content-Length: (\d+)/.exec(head)?.[1] ?? 0)) return
      requests.push(request.replace(/^(User-Agent|Accept-Encoding):.*\r\n/gm, ''))
      const body = '{"action":"get","node":{"key":"/k","value":"v","createdIndex":1,"modifiedIndex":1}}'
      socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
    })
  })
  await new Promise<void>((resolve) => server.listen(join(folder, 'etcd:2379'), resolve))
  t.after(() => server.close())
  for (const words of ['get k', 'set k v', 'rm k', '--debug get k']) {
    for (const endpoint of ['unix://etcd:2379', 'unix://nobody:1', 'unix://etcd']) {
      const endings: object[] = []
      for (const program of [etcd.etcdctl, ourProgram('etcdctl')]) {
        const args = ['--no-sync', '--endpoints', endpoint, ...words.split(' ')]
        const run = await runProcess(program, args, { env: { PATH: process.env.PATH, ETCDCTL_API: '2' }, cwd: folder })
        const sent = requests.splice(0)
        endings.push({ code: run.code, stdout: run.stdout.toString(), stderr: run.stderr.toString(), sent })
      }
      assert.deepEqual(endings[1], endings[0], `${endpoint} ${words}`)
    }
  }
})
