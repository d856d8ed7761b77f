import assert from 'node:assert/strict'
import test from 'node:test'
import { splitWords } from '../../src/go/line-words.ts'
import { noV2Remark } from '../../src/v2/keys.ts'
import { Random } from '../hostile/fuzz/random.ts'
import { commitSeed } from '../support/commit-seed.ts'
import { findEtcdBinaries } from '../support/etcd-binaries.ts'
import { ourProgram } from '../support/our-program.ts'
import { missingHere } from '../support/required-releases.ts'
import { runProcess } from '../support/run-process.ts'
import { json, type Reaction, type SentRequest, startScriptedServer } from './http/scripted-server.ts'

const { binaries, reasons } = await findEtcdBinaries()
const etcd = binaries.find(({ release }) => release === '3.4')
const skip = etcd === undefined && missingHere(reasons)

/** `V2_SEED` draws the pairs that a failure names; `V2_PAIRS=all` plays each command with each answer. */
const seed = Number(process.env.V2_SEED ?? commitSeed())
const pairs = process.env.V2_PAIRS === 'all' ? Number.POSITIVE_INFINITY : 60

const commands = [
  'get k',
  'get -q a/b',
  'ls -r --sort /d',
  '-o json get k',
  '-o extended get k',
  'set k v --ttl 5',
  "set 'k ey%?' 'v&=+ ü' --swap-with-index 7 --swap-with-value 'o l'",
  '-u name:pass set k v',
  'mk k v',
  'mk --in-order d v',
  'mkdir d --ttl 9',
  'setdir d',
  'updatedir d',
  'update k v',
  'rm k',
  'rm -r --dir --with-index 3 d',
  'rmdir d',
  'watch k',
  'watch -r --after-index 4 /',
  'cluster-health',
  'member list',
  'member add n http://127.0.0.1:7',
  'member remove 1',
  'member update 1 http://127.0.0.1:8,http://127.0.0.1:7',
  'user list',
  'user add u:p',
  'user get u',
  'user grant --roles a --roles b u',
  'user remove u',
  "user passwd 'ü ?'",
  'role list',
  'role add r',
  'role get r',
  'role grant --path /a --rw r',
  'role remove r',
  '-u root:x auth enable',
  'auth disable',
]

const node = '{"action":"set","node":{"key":"/k","value":"v","createdIndex":3,"modifiedIndex":4}}'
const raw = (text: string): Reaction => ({ bytes: text })
const page = (body: string, type: string): Reaction => json(200, body, [`Content-Type: ${type}`])

const answers: Readonly<Record<string, (request: SentRequest) => Reaction>> = {
  'a node': () => json(200, node, ['X-Etcd-Index: 18446744073709551615']),
  created: () => json(201, node),
  'nothing at all': () => json(204, ''),
  'an empty body': () => json(200, ''),
  'a bad index': () => json(200, node, ['X-Etcd-Index: x1']),
  null: () => json(200, 'null'),
  'an empty object': () => json(200, '{}'),
  'a list': () => json(200, '[]'),
  'a text': () => json(200, '"text"'),
  'a number': () => json(200, '12'),
  'a cut object': () => json(200, '{"action":"set","node":{"key"'),
  'more than JSON': () => json(200, `${node}x`),
  'a page': () => page('<html>busy</html>', 'text/html'),
  'a page that says 404': () => json(404, '404 page not found\n', ['Content-Type: text/plain']),
  'an unknown error': () => json(400, '{"errorCode":999,"message":"m","index":5}'),
  'an error without words': () => json(412, '{}'),
  'a message': () => json(409, '{"message":"no, <never> ü"}'),
  'an error of no form': () => json(401, 'denied'),
  'an empty refusal': () => json(403, ''),
  'a wrong method': () => json(405, 'Method Not Allowed\n', ['Allow: GET']),
  '500': () => json(500, '{"message":"Internal Server Error"}'),
  '503': () => json(503, ''),
  '504': () => json(504, 'late'),
  'a redirect': ({ target, headers }) =>
    target.includes('elsewhere') ? json(200, node) : json(307, '', [`Location: http://${headers.host}/elsewhere?x=1`]),
  'a redirect in a circle': ({ headers }) => json(307, '', [`Location: http://${headers.host}/again`]),
  'a redirect without a place': () => json(307, ''),
  'a redirect that is cut': () => raw('HTTP/1.1 307 Temporary Redirect\r\nContent-Length: 3\r\n\r\n'),
  silence: () => undefined,
  'a body that stalls': () => ({ bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{"action"', keeps: true }),
  'the end': () => raw(''),
  'a reset': () => 'reset',
  'a cut body': () => raw('HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{"action"'),
  'a cut chunk': () => raw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n90\r\n{"action"'),
  'a body without a length': () => raw(`HTTP/1.0 200 OK\r\n\r\n${node}`),
  'a body in chunks': () => ({
    bytes: `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${node.length.toString(16)}\r\n${node}\r\n0\r\n\r\n`,
    keeps: true,
  }),
}

interface Pair {
  readonly command: string
  readonly answer: string
}

/** Both programs ask again until their time is over. */
function isLong({ command, answer }: Pair): boolean {
  return answer === 'a message' && /^(-u \S+ )?(auth|user|role) /.test(command)
}

function drawPairs(): readonly Pair[] {
  const all = commands
    .flatMap((command) => Object.keys(answers).map((answer) => ({ command, answer })))
    // a watch asks again and again for ever
    .filter(({ command, answer }) => !(command.startsWith('watch') && answer === 'an empty body'))
    .filter((pair) => process.env.V2_PAIRS === 'all' || !isLong(pair))
  const random = new Random(seed)
  const drawn: Pair[] = []
  while (drawn.length < pairs && all.length > 0) drawn.push(...all.splice(random.below(all.length), 1))
  return drawn
}

interface Meeting {
  readonly code: number | string
  readonly stdout: string
  readonly stderr: string
  /** As sent, but for what names the program and how it wants to be answered. */
  readonly requests: readonly object[]
}

/** A program that waits for ever is ended. */
async function meet(program: string, { command, answer }: Pair): Promise<Meeting> {
  const react = answers[answer] ?? assert.fail(answer)
  let count = 0
  const server = await startScriptedServer((request) => (++count > 30 ? 'reset' : react(request)))
  try {
    const isSlow = answer === 'silence' || answer === 'a body that stalls'
    const limits = isSlow
      ? ['--timeout', '1s', '--total-timeout', '3s']
      : ['--timeout', '10s', '--total-timeout', '12s']
    const words = [...limits, '--no-sync', '--endpoints', server.url, ...splitWords(command)]
    const isWaiting = isSlow && /watch|cluster-health/.test(command)
    const options = { env: { PATH: process.env.PATH, ETCDCTL_API: '2' }, stdin: 'pw\n' }
    const run = await runProcess(program, words, { ...options, ...(isWaiting && { killAfterMs: 4000 }) })
    const even = (bytes: Buffer): string =>
      bytes
        .toString()
        .replaceAll(server.url, 'URL')
        .replace(/tcp 127\.0\.0\.1:\d+(?:->127\.0\.0\.1:\d+)?/g, 'tcp ADDRESS')
    const requests = server.requests.map(({ method, target, body, headers }) => {
      const { 'user-agent': _agent, 'accept-encoding': _encoding, host, ...rest } = headers
      return { method, target, body, headers: Object.entries(rest), host: host === new URL(server.url).host }
    })
    return { code: run.code, stdout: even(run.stdout), stderr: even(run.stderr), requests }
  } finally {
    server.close()
  }
}

/** What the real client runs to hide a password wants a terminal. */
const noise = "stty: 'standard input': Inappropriate ioctl for device\n"

function isWithoutNode({ command, answer }: Pair): boolean {
  return /dir/.test(command) && ['null', 'an empty object'].includes(answer)
}

/** Where an add meets no leader, ours asks for the members, to name one that has not started. */
function withoutQuestion({ command, answer }: Pair, { requests }: Meeting): readonly object[] {
  const last = requests.at(-1)
  const isAsked = command.startsWith('member add') && last !== undefined && JSON.stringify(last).includes('"GET"')
  return isAsked && /^50[03]$/.test(answer) ? requests.slice(0, -1) : requests
}

async function compare(original: string, pair: Pair): Promise<void> {
  const [theirs, ours] = await Promise.all([meet(original, pair), meet(ourProgram('etcdctl'), pair)])
  const expected = { ...theirs, stderr: theirs.stderr.replaceAll(noise, '') }
  const got = { ...ours, stderr: ours.stderr.replace(`${noV2Remark}\n`, ''), requests: withoutQuestion(pair, ours) }
  // where a node is missing the original crashes, or says nothing of it
  if (theirs.stderr.startsWith('panic: ') || (isWithoutNode(pair) && theirs.code === 0)) {
    assert.equal(ours.code, 4, `${pair.command}, answered with ${pair.answer}`)
    return
  }
  assert.deepEqual(got, expected, `${pair.command}, answered with ${pair.answer}; V2_SEED=${seed}`)
}

test('whatever a server answers, requests and endings are those of the real client', { skip }, async (t) => {
  assert.ok(etcd)
  t.diagnostic(`V2_SEED=${seed}`)
  for (const pair of drawPairs()) await compare(etcd.etcdctl, pair)
})
