import {
  data,
  flags,
  frame,
  headers,
  headersInParts,
  ping,
  rst,
  settings,
  settingsAck,
  types,
  windowUpdate,
} from '../frames.ts'
import { fields } from '../header-block.ts'
import { answerBlock, answerHeaders, type Scenario, type Step, theme } from '../scenario.ts'

const { add, list } = theme('flood')
const kilobyte = 1024
const megabyte = 1024 * kilobyte
const parts = { isFlood: true, commands: ['put'] } as const

/** So much of the same, as fast as the client takes it. */
function flood(bytes: Uint8Array, total = 64 * megabyte): Step {
  const piece = Buffer.concat(
    Array.from({ length: Math.max(1, Math.floor((64 * kilobyte) / bytes.length)) }, () => bytes),
  )
  return (peer) => peer.flood(piece, total)
}

/** The server does not read any more. */
const deaf: Step = (peer) => {
  peer.socket.pause()
}

const endless: readonly (readonly [what: string, frame: (stream: number) => Buffer])[] = [
  ['pings', () => ping()],
  ['answers to pings', () => ping('hostile!', flags.ack)],
  ['settings', () => settings()],
  ['settings that change the window', () => Buffer.concat([settings([4, 1000]), settings([4, 70_000])])],
  ['confirmations of settings', () => settingsAck],
  ['empty data', (stream) => data(stream, '')],
  ['data of one byte', (stream) => data(stream, 'x')],
  ['padding', (stream) => frame(types.data, flags.padded, stream, Buffer.concat([Buffer.of(255), Buffer.alloc(255)]))],
  ['priorities', (stream) => frame(types.priority, 0, stream, Buffer.alloc(5))],
  ['unknown frames', () => frame(0x42, 0, 0, Buffer.alloc(1000))],
  ['window updates of the stream by nothing', (stream) => windowUpdate(stream + 100, 1)],
  ['resets of closed streams', () => rst(101, 8)],
  ['trailers for a stream that is not there', (stream) => headers(stream + 100, fields(['x', 'y']), true)],
  [
    'header fields that are remembered',
    (stream) => headers(stream + 100, Buffer.concat([Buffer.of(0x40, 1, 0x61, 1, 0x62)])),
  ],
]

for (const [what, made] of endless) {
  add('failure', what, ({ stream }) => [flood(made(stream))], parts)
}
for (const [what, made] of endless.slice(0, 4)) {
  add('failure', `${what} from a server that does not read`, ({ stream }) => [deaf, flood(made(stream))], parts)
}
add(
  'failure',
  'interim answers',
  ({ stream }) => [flood(headers(stream, fields([':status', '103'])), 16 * megabyte)],
  parts,
)
add(
  'failure',
  'headers again and again',
  ({ stream }) => [answerHeaders(stream), flood(headers(stream, answerBlock), 16 * megabyte)],
  parts,
)
add(
  'failure',
  'continuations',
  ({ stream }) => [
    frame(types.headers, 0, stream, answerBlock),
    flood(frame(types.continuation, 0, stream, fields(['x-more', 'y'.repeat(1000)]))),
  ],
  parts,
)
add(
  'failure',
  'empty continuations',
  ({ stream }) => [frame(types.headers, 0, stream, answerBlock), flood(frame(types.continuation, 0, stream))],
  parts,
)
add(
  'failure',
  'a header list that grows by references',
  ({ stream }) => [
    // each byte names a field of 4 kB
    headersInParts(
      stream,
      Buffer.concat([
        answerBlock,
        Buffer.of(0x40),
        Buffer.from([1, 0x78, 0x7f, 0xa1, 0x1e]),
        Buffer.alloc(4000, 'a'),
        Buffer.alloc(200_000, 0xbe),
      ]),
      Array.from({ length: 12 }, (_, at) => (at + 1) * 16_000),
      true,
    ),
  ],
  parts,
)
add(
  'failure',
  'data of a message that never ends',
  ({ stream }) => [
    answerHeaders(stream),
    data(stream, Buffer.from([0, 0x7f, 0xff, 0xff, 0xff])),
    flood(data(stream, Buffer.alloc(16_000))),
  ],
  // a message is held until it is whole, and copied as it grows
  { ...parts, heldBytes: 128 * megabyte },
)
add(
  'failure',
  'empty messages',
  ({ stream }) => [answerHeaders(stream), flood(data(stream, Buffer.alloc(5 * 1000)), 32 * megabyte)],
  parts,
)
add(
  'failure',
  'data for a stream that is not there',
  ({ stream }) => [flood(data(stream + 100, Buffer.alloc(16_000)), 256 * megabyte)],
  parts,
)
add('failure', 'settings before the request', () => [], { ...parts, accepted: [settings(), flood(settings([3, 100]))] })
add('failure', 'pings before the request, from a server that does not read', () => [], {
  ...parts,
  accepted: [settings(), deaf, flood(ping())],
})
add('failure', 'unknown frames in place of a greeting', () => [], { ...parts, accepted: [flood(frame(0x42, 0, 0))] })

export const floods: readonly Scenario[] = list
