import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createCertificates } from '../../support/certificates.ts'
import { findEtcdBinaries } from '../../support/etcd-binaries.ts'
import { ourProgram } from '../../support/our-program.ts'
import { freePort } from '../../support/ports.ts'
import { runProcess } from '../../support/run-process.ts'
import { json, startScriptedServer } from './scripted-server.ts'

const real = (await findEtcdBinaries()).binaries.filter(({ release }) => release === '3.4').at(-1)
const skip = real === undefined ? 'no etcdctl 3.4 is at hand' : false
const programs = real === undefined ? [] : [real.etcdctl, ourProgram('etcdctl')]

interface SocksProxy {
  readonly address: string
  /** What was sent before the connection was made, connection by connection, in hexadecimal. */
  readonly greetings: string[]
}

/** Answers step by step with these bytes, then leads to `port` or ends. Closed with the test. */
async function startSocks(t: TestContext, replies: readonly (readonly number[])[], port?: number): Promise<SocksProxy> {
  const greetings: string[] = []
  const server = net.createServer((socket) => {
    const left = [...replies]
    const at = greetings.push('') - 1
    socket.on('error', () => {})
    const take = (bytes: Buffer): void => {
      greetings[at] += `${bytes.toString('hex')} `
      const reply = left.shift()
      if (reply === undefined || (left.length === 0 && port === undefined)) {
        socket.end(Buffer.from(reply ?? []))
        return
      }
      socket.write(Buffer.from(reply))
      if (left.length > 0 || port === undefined) return
      socket.off('data', take)
      const onward = net.connect(port, '127.0.0.1')
      onward.on('error', () => {})
      socket.pipe(onward).pipe(socket)
    }
    socket.on('data', take)
  })
  t.after(() => server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { address: `127.0.0.1:${(server.address() as net.AddressInfo).port}`, greetings }
}

async function get(
  program: string,
  endpoint: string,
  env: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
) {
  const args = [
    '--timeout',
    '30s',
    '--total-timeout',
    '30s',
    '--no-sync',
    '--endpoints',
    endpoint,
    ...flags,
    'get',
    'a',
  ]
  const { code, stdout, stderr } = await runProcess(program, args, {
    env: { PATH: process.env.PATH, ETCDCTL_API: '2', ...env },
  })
  const text = stderr.toString().replace(/tcp 127\.0\.0\.1:\d+->127/g, 'tcp OURS->127')
  return { code, stdout: stdout.toString(), stderr: text }
}

const accepted = [5, 0, 0, 1, 127, 0, 0, 1, 0, 80]
const node = json(200, '{"action":"get","node":{"key":"/a","value":"v"}}')

test('a SOCKS5 proxy leads to a server, with a login or without, by name and by address', { skip }, async (t) => {
  const server = await startScriptedServer(() => node)
  t.after(() => server.close())
  const port = Number(new URL(server.url).port)
  for (const [user, replies] of [
    ['', [[5, 0], accepted]],
    ['u:p@', [[5, 2], [1, 0], accepted]],
    [
      'u@',
      [
        [5, 0],
        [5, 0, 0, 3, 1, 97, 0, 80],
      ],
    ],
  ] as const) {
    for (const host of ['some.example', '192.0.2.1', '[2001:db8::1]']) {
      const proxy = await startSocks(t, replies, port)
      for (const program of programs) {
        const ending = await get(program, `http://${host}:2379`, { HTTP_PROXY: `socks5://${user}${proxy.address}` })
        assert.deepEqual(ending, { code: 0, stdout: 'v\n', stderr: '' }, `${program} ${user}${host}`)
      }
      assert.equal(proxy.greetings[1], proxy.greetings[0])
    }
  }
  assert.equal(server.requests.at(-1)?.target, '/v2/keys/a?quorum=false&recursive=false&sorted=false')
})

test('a SOCKS5 proxy leads to a server with TLS', { skip }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'v2-socks-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const { ca, otherName } = createCertificates(folder)
  const identity = { cert: readFileSync(otherName.cert), key: readFileSync(otherName.key) }
  const server = await startScriptedServer(() => node, identity)
  t.after(() => server.close())
  const proxy = await startSocks(t, [[5, 0], accepted], Number(new URL(server.url).port))
  for (const program of programs) {
    const env = { HTTPS_PROXY: `socks5h://${proxy.address}` }
    const ending = await get(program, 'https://elsewhere.example:2379', env, ['--ca-file', ca])
    if (program !== real?.etcdctl) assert.deepEqual(ending, { code: 0, stdout: 'v\n', stderr: '' })
  }
})

for (const [name, replies] of [
  ['is of another version', [[4, 0]]],
  ['wants another login', [[5, 255]]],
  [
    'refuses the login',
    [
      [5, 2],
      [1, 1],
    ],
  ],
  ['ends at once', []],
  ['ends in the middle', [[5]]],
  ['ends behind its greeting', [[5, 0]]],
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 200].map(
    (reply) =>
      [
        `replies ${reply}`,
        [
          [5, 0],
          [5, reply, 0, 1, 0, 0, 0, 0, 0, 0],
        ],
      ] as const,
  ),
  [
    'has an address of another kind',
    [
      [5, 0],
      [5, 0, 0, 9, 0, 0, 0, 0, 0, 0],
    ],
  ],
  [
    'sends a reserved byte',
    [
      [5, 0],
      [5, 0, 1, 1, 0, 0, 0, 0, 0, 0],
    ],
  ],
] as const) {
  test(`a SOCKS5 proxy that ${name} is told of as by the real client`, { skip }, async (t) => {
    const proxy = await startSocks(t, replies)
    const endings = []
    for (const program of programs) {
      endings.push(await get(program, 'http://some.example:2379', { HTTP_PROXY: `socks5://u:p@${proxy.address}` }))
    }
    assert.deepEqual(endings[1], endings[0])
    assert.notEqual(endings[1]?.code, 0)
  })
}

test('a SOCKS5 proxy that is not there is told of as by the real client', { skip }, async () => {
  const env = { HTTP_PROXY: `socks5://127.0.0.1:${await freePort()}` }
  const [theirs, ours] = [
    await get(programs[0] ?? '', 'http://some.example:2379', env),
    await get(programs[1] ?? '', 'http://some.example:2379', env),
  ]
  assert.deepEqual(ours, theirs)
})
