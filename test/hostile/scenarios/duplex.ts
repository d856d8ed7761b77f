import { encode } from '../../../src/rpc/codec.ts'
import { Watch } from '../../../src/rpc/services.ts'
import { prefixed } from '../calls.ts'
import { data, goaway, headers, ping, rst, settings, windowUpdate } from '../frames.ts'
import { fields } from '../header-block.ts'
import { answerBlock, answerHeaders, type Incoming, okBlock, okTrailers, type Step, theme } from '../scenario.ts'

const pair = {
  key: Buffer.from('k'),
  value: Buffer.from('v'),
  createRevision: 8n,
  modRevision: 8n,
  version: 1n,
  lease: 0n,
}
const header = { clusterId: 0x10n, memberId: 0x20n, revision: 8n, raftTerm: 2n }

/** What a watch gives behind the message that says that it is there. */
export const event = prefixed(
  encode(Watch.watch.response, { header, watchId: 0n, events: [{ type: 0, kv: pair, prevKv: undefined }] }),
)

const { add, list } = theme('duplex')
const both = { commands: ['watch', 'renew'] } as const

/** All that the command waits for, on a stream that goes on. */
function served({ stream, path, message }: Incoming): Step[] {
  const rest = path === Watch.watch.path ? [data(stream, event)] : []
  return [answerHeaders(stream), data(stream, message), ...rest]
}

/** The first call gets these, each later one what it waits for. */
function first(steps: (call: Incoming) => Step[]): (call: Incoming) => Step[] {
  return (call) => (call.number > 1 ? served(call) : steps(call))
}

add('success', 'as it should be', served, both)
add(
  'success',
  'interim headers first',
  (call) => [headers(call.stream, fields([':status', '103'])), ...served(call)],
  both,
)
add(
  'success',
  'byte by byte',
  (call) => [
    answerHeaders(call.stream),
    ...[...call.message, ...(call.path === Watch.watch.path ? event : [])].map((byte) =>
      data(call.stream, Buffer.of(byte)),
    ),
  ],
  both,
)
add(
  'success',
  'pings and settings in between',
  (call) => served(call).flatMap((step) => [ping(), settings([3, 10]), step]),
  both,
)

const greetings: readonly (readonly [what: string, steps: readonly Step[]])[] = [
  ['a header table of no bytes', [settings([1, 0])]],
  ['a header table of 100 bytes', [settings([1, 100])]],
  ['a header table that shrinks twice', [settings([1, 2000], [1, 10])]],
  ['a window of 1000 bytes', [settings([4, 1000])]],
  [
    'a window that opens byte by byte',
    [settings([4, 0]), 100, ...Array.from({ length: 60 }, () => windowUpdate(1, 1))],
  ],
  ['no window, and later one', [settings([4, 0]), 300, settings([4, 100])]],
  ['one stream at a time', [settings([3, 1])]],
  ['no stream at first, and later one', [settings([3, 0]), 300, settings([3, 1])]],
  ['header lists of 2000 bytes', [settings([6, 2000])]],
  ['the largest of all', [settings([1, 0xffffffff], [3, 0xffffffff], [4, 0x7fffffff], [5, 0xffffff], [6, 0xffffffff])]],
]
for (const [what, accepted] of greetings) add('success', what, served, { ...both, accepted })
add('failure', 'no window for the first message', served, { ...both, accepted: [settings([4, 0])] })
add('failure', 'no stream at all', served, { ...both, accepted: [settings([3, 0])] })

const stages: readonly (readonly [when: string, steps: (call: Incoming) => Step[]])[] = [
  ['before headers', () => []],
  ['behind headers', ({ stream }) => [answerHeaders(stream)]],
  ['within a prefix', ({ stream }) => [answerHeaders(stream), data(stream, Buffer.alloc(3))]],
  ['within a message', ({ stream, message }) => [answerHeaders(stream), data(stream, message.subarray(0, -1))]],
]
const ends: readonly (readonly [what: string, steps: (call: Incoming) => Step[]])[] = [
  ['a cut', () => ['cut']],
  ['the end', () => ['end']],
  ['a reset of TCP', () => ['reset']],
  ['a goodbye for stream 0', () => [goaway(0), 'end']],
  ['a goodbye, and the end', ({ stream }) => [goaway(stream), 50, 'end']],
  ['a reset for an internal error', ({ stream }) => [rst(stream, 2)]],
]
for (const [at, [when, before]] of stages.entries()) {
  for (const [place, [what, after]] of ends.entries()) {
    const parts = { commands: [(at + place) % 2 === 0 ? 'watch' : 'renew'] } as const
    add(
      'success',
      `${what} ${when}, then all of it`,
      first((call) => [...before(call), 50, ...after(call)]),
      parts,
    )
  }
}
add(
  'success',
  'REFUSED_STREAM, then all of it',
  first(({ stream }) => [rst(stream, 7)]),
  both,
)
add(
  'success',
  'status 14, then all of it',
  first(({ stream }) => [headers(stream, Buffer.concat([answerBlock, fields(['grpc-status', '14'])]), true)]),
  both,
)
add(
  'success',
  'a page of 503, then all of it',
  first(({ stream }) => [headers(stream, fields([':status', '503']), true)]),
  both,
)
add(
  'success',
  'a goodbye in the middle, and the rest',
  (call) => {
    const [head, ...rest] = served(call)
    return [head ?? 0, goaway(call.stream), 50, ...rest]
  },
  both,
)

// 8, by which a server gives a call up, ends the original's renewal but not ours: it may be sent again
for (const code of [0, 1, 5, 8, 11, 12, 99]) {
  add(
    'original',
    `reset ${code} behind headers, then all of it`,
    first(({ stream }) => [answerHeaders(stream), rst(stream, code)]),
    code === 8 ? { commands: ['watch'] } : both,
  )
}
for (const status of ['', '0.0', '0x0', '0e0', 'OK', '4294967296']) {
  const trailers = fields(['grpc-status', status])
  const ended = ({ stream }: Incoming): Step[] => [answerHeaders(stream), headers(stream, trailers, true)]
  add('failure', `status '${status}' in place of an answer`, ended, both)
}
add('failure', 'status 0 in place of an answer', ({ stream }) => [answerHeaders(stream), okTrailers(stream)], both)
add('failure', 'status 0 that ends nothing', ({ stream }) => [answerHeaders(stream), headers(stream, okBlock)], both)
add(
  'failure',
  'headers twice',
  ({ stream, message }) => [answerHeaders(stream), answerHeaders(stream), data(stream, message)],
  both,
)
add('failure', 'data without headers', ({ stream, message }) => [data(stream, message)], both)
add(
  'failure',
  'an answer on another stream',
  ({ stream, message }) => [answerHeaders(stream + 2), data(stream + 2, message)],
  both,
)
add(
  'failure',
  'an answer under a page',
  ({ stream, message }) => [
    headers(stream, fields([':status', '200'], ['content-type', 'text/html'])),
    data(stream, message),
  ],
  both,
)
add(
  'failure',
  'an answer that is compressed',
  ({ stream, message }) => [answerHeaders(stream), data(stream, Buffer.concat([Buffer.of(1), message.subarray(1)]))],
  both,
)
add(
  'failure',
  'more than may come',
  ({ stream }) => [
    answerHeaders(stream),
    data(stream, Buffer.from([0, 0x7f, 0xff, 0xff, 0xff])),
    ...Array.from({ length: 640 }, () => data(stream, Buffer.alloc(16_384))),
  ],
  both,
)

export const duplex = list
