import {
  data,
  flags,
  frame,
  headers,
  headersInParts,
  ping,
  settings,
  types,
  windowUpdate,
  withPadding,
} from '../frames.ts'
import { field } from '../header-block.ts'
import { answerBlock, answerHeaders, okBlock, okTrailers, proper, theme } from '../scenario.ts'

const padding = theme('padding')
const put = { commands: ['put'] } as const

padding.add('success', 'data with padding', ({ stream, message }) => [
  answerHeaders(stream),
  frame(types.data, flags.padded, stream, withPadding(message, 10)),
  okTrailers(stream),
])
padding.add('success', 'data with 255 bytes of padding', ({ stream, message }) => [
  answerHeaders(stream),
  frame(types.data, flags.padded, stream, withPadding(message, 255)),
  okTrailers(stream),
])
padding.add('success', 'padding of no bytes', ({ stream, message }) => [
  answerHeaders(stream),
  frame(types.data, flags.padded, stream, withPadding(message, 0)),
  okTrailers(stream),
])
padding.add('success', 'data that is all padding', ({ stream, message }) => [
  answerHeaders(stream),
  frame(types.data, flags.padded, stream, withPadding(Buffer.alloc(0), 9)),
  data(stream, message),
  okTrailers(stream),
])
padding.add('success', 'headers with padding', ({ stream, message }) => [
  frame(types.headers, flags.padded | flags.endHeaders, stream, withPadding(answerBlock, 7)),
  data(stream, message),
  frame(types.headers, flags.padded | flags.endHeaders | flags.endStream, stream, withPadding(okBlock, 200)),
])
padding.add('success', 'headers with padding and a priority', ({ stream, message }) => [
  frame(
    types.headers,
    flags.padded | flags.priority | flags.endHeaders,
    stream,
    withPadding(Buffer.concat([Buffer.alloc(5), answerBlock]), 3),
  ),
  data(stream, message),
  okTrailers(stream),
])
padding.add('success', 'padding that is not zero', ({ stream, message }) => [
  answerHeaders(stream),
  frame(types.data, flags.padded, stream, Buffer.concat([Buffer.of(3), message, Buffer.of(1, 2, 3)])),
  okTrailers(stream),
])
padding.add('failure', 'more padding than data', ({ stream, message }) => [
  answerHeaders(stream),
  frame(types.data, flags.padded, stream, Buffer.concat([Buffer.of(200), message])),
  okTrailers(stream),
])
padding.add('failure', 'as much padding as the whole payload', ({ stream }) => [
  answerHeaders(stream),
  frame(types.data, flags.padded, stream, Buffer.of(1)),
  okTrailers(stream),
])
padding.add('failure', 'padded data without a payload', ({ stream }) => [
  answerHeaders(stream),
  frame(types.data, flags.padded, stream),
  okTrailers(stream),
])
padding.add('failure', 'more padding than headers', ({ stream, message }) => [
  frame(types.headers, flags.padded | flags.endHeaders, stream, Buffer.concat([Buffer.of(255), answerBlock])),
  data(stream, message),
  okTrailers(stream),
])
padding.add('failure', 'headers without room for their priority', ({ stream }) => [
  frame(types.headers, flags.priority | flags.endHeaders, stream, Buffer.of(0, 0)),
  okTrailers(stream),
])

const { add, list } = theme('continuation')
const splits = [0, 1, 5, answerBlock.length - 1, answerBlock.length]

for (const at of splits) {
  add('success', `the first block split at byte ${at}`, ({ stream, message }) => [
    headersInParts(stream, answerBlock, [at]),
    data(stream, message),
    okTrailers(stream),
  ])
}
for (let at = 0; at <= okBlock.length; at += 5) {
  add(
    'success',
    `the last block split at byte ${at}`,
    ({ stream, message }) => [
      answerHeaders(stream),
      data(stream, message),
      headersInParts(stream, okBlock, [at], true),
    ],
    put,
  )
}
add('success', 'a byte a frame', ({ stream, message }) => [
  headersInParts(
    stream,
    answerBlock,
    Array.from({ length: answerBlock.length - 1 }, (_, at) => at + 1),
  ),
  data(stream, message),
  headersInParts(
    stream,
    okBlock,
    Array.from({ length: okBlock.length - 1 }, (_, at) => at + 1),
    true,
  ),
])
add('original', 'ten empty ones in the middle', ({ stream, message }) => [
  headersInParts(
    stream,
    answerBlock,
    Array.from({ length: 10 }, () => 4),
  ),
  data(stream, message),
  okTrailers(stream),
])
add('failure', 'the last block never ends, then a cut', ({ stream, message }) => [
  answerHeaders(stream),
  data(stream, message),
  frame(types.headers, flags.endStream, stream, okBlock),
  'end',
])
add(
  'failure',
  'the last block never ends, then silence',
  ({ stream, message }) => [
    answerHeaders(stream),
    data(stream, message),
    frame(types.headers, flags.endStream, stream, okBlock),
  ],
  { isDeaf: true },
)
for (const [what, between] of [
  ['a ping', ping()],
  ['settings', settings()],
  ['a window update', windowUpdate(0, 1)],
  ['an unknown frame', frame(0x42, 0, 0)],
  ['a priority', frame(types.priority, 0, 1, Buffer.alloc(5))],
] as const) {
  add('failure', `${what} in the middle of a block`, ({ stream, message }) => [
    answerHeaders(stream),
    data(stream, message),
    frame(types.headers, flags.endStream, stream, okBlock.subarray(0, 6)),
    between,
    frame(types.continuation, flags.endHeaders, stream, okBlock.subarray(6)),
  ])
}
add('failure', 'data in the middle of a block', ({ stream, message }) => [
  answerHeaders(stream),
  frame(types.headers, flags.endStream, stream, okBlock.subarray(0, 6)),
  data(stream, message),
  frame(types.continuation, flags.endHeaders, stream, okBlock.subarray(6)),
])
add('failure', 'another stream goes on with the block', ({ stream, message }) => [
  answerHeaders(stream),
  data(stream, message),
  frame(types.headers, flags.endStream, stream, okBlock.subarray(0, 6)),
  frame(types.continuation, flags.endHeaders, stream + 2, okBlock.subarray(6)),
])
add('failure', 'of nothing', (call) => [
  frame(types.continuation, flags.endHeaders, call.stream, okBlock),
  proper(call),
])
add('failure', 'behind a block that has ended', ({ stream, message }) => [
  answerHeaders(stream),
  frame(types.continuation, flags.endHeaders, stream, answerBlock),
  data(stream, message),
  okTrailers(stream),
])
add('failure', 'on stream 0', ({ stream }) => [
  frame(types.headers, 0, stream, answerBlock),
  frame(types.continuation, flags.endHeaders, 0, okBlock),
])
add('failure', 'half a block, then a whole one', ({ stream, message }) => [
  frame(types.headers, 0, stream, answerBlock.subarray(0, 4)),
  answerHeaders(stream),
  data(stream, message),
  okTrailers(stream),
])
add('original', 'a block of 60 kB', ({ stream, message }) => [
  headersInParts(stream, Buffer.concat([answerBlock, field('x', 'y'.repeat(60_000))]), [16_000, 32_000, 48_000]),
  data(stream, message),
  okTrailers(stream),
])

const { add: stray, list: strays } = theme('stray frame')

stray('failure', 'headers on stream 0', (call) => [headers(0, okBlock, true), proper(call)])
stray('failure', 'data on stream 0', (call) => [data(0, 'hello'), proper(call)])
stray('failure', 'a reset of stream 0', (call) => [frame(types.rstStream, 0, 0, Buffer.alloc(4)), proper(call)])
stray('original', 'headers on an even stream', (call) => [headers(2, okBlock, true), proper(call)])
stray('original', 'data on an even stream', (call) => [data(2, 'hello'), proper(call)])
stray('original', 'headers on a stream that was never opened', (call) => [
  headers(call.stream + 2, okBlock, true),
  proper(call),
])
stray('original', 'data on a stream that was never opened', (call) => [data(call.stream + 100, 'hello'), proper(call)])
stray('original', 'a reset of a stream that was never opened', (call) => [
  frame(types.rstStream, 0, call.stream + 100, Buffer.alloc(4)),
  proper(call),
])
stray('original', 'a window update of a stream that was never opened', (call) => [
  windowUpdate(call.stream + 100, 5),
  proper(call),
])
stray('success', "a window update of the call's stream", (call) => [windowUpdate(call.stream, 5), proper(call)])
stray('success', 'frames behind the end of the call', (call) => [
  Buffer.concat([proper(call), data(call.stream, 'late'), okTrailers(call.stream)]),
])
stray('success', 'the answer of another stream behind the own one', (call) => [
  Buffer.concat([proper(call), headers(call.stream + 2, okBlock, true)]),
])
stray('failure', 'a push', (call) => [
  frame(types.pushPromise, flags.endHeaders, call.stream, Buffer.concat([Buffer.of(0, 0, 0, 2), answerBlock])),
  proper(call),
])
stray('failure', 'a push on stream 0', (call) => [
  frame(types.pushPromise, flags.endHeaders, 0, Buffer.concat([Buffer.of(0, 0, 0, 2), answerBlock])),
  proper(call),
])
stray('success', 'unknown frames on all kinds of streams', (call) => [
  frame(0x42, 0xff, 0, Buffer.alloc(100)),
  frame(0x43, 0, call.stream, Buffer.alloc(10)),
  frame(0xff, 0, 7),
  proper(call),
])
stray('success', 'a priority', (call) => [
  frame(types.priority, 0, call.stream, Buffer.of(0, 0, 0, 0, 9)),
  proper(call),
])
stray('original', 'a priority of four bytes', (call) => [
  frame(types.priority, 0, call.stream, Buffer.alloc(4)),
  proper(call),
])
stray('original', 'a priority on stream 0', (call) => [frame(types.priority, 0, 0, Buffer.alloc(5)), proper(call)])
stray('failure', 'a ping of seven bytes', (call) => [ping('sevenby'), proper(call)])
stray('failure', 'a ping of nine bytes', (call) => [ping('ninebytes'), proper(call)])
stray('failure', 'a ping on a stream', (call) => [frame(types.ping, 0, call.stream, Buffer.alloc(8)), proper(call)])
stray('success', 'an answer to a ping that nobody sent', (call) => [ping('hostile!', flags.ack), proper(call)])
stray('success', 'a ping before the answer', (call) => [ping(), proper(call)])
stray('failure', 'a reset of three bytes', (call) => [
  frame(types.rstStream, 0, call.stream, Buffer.alloc(3)),
  proper(call),
])
stray('failure', 'a reset of five bytes', (call) => [
  frame(types.rstStream, 0, call.stream, Buffer.alloc(5)),
  proper(call),
])
stray('failure', 'a window update of three bytes', (call) => [
  frame(types.windowUpdate, 0, 0, Buffer.alloc(3)),
  proper(call),
])
stray('failure', 'a window update of five bytes', (call) => [
  frame(types.windowUpdate, 0, 0, Buffer.of(0, 0, 0, 1, 1)),
  proper(call),
])
stray('failure', 'a goodbye of seven bytes', (call) => [frame(types.goaway, 0, 0, Buffer.alloc(7)), proper(call)])
stray('failure', 'a goodbye on a stream', (call) => [
  frame(types.goaway, 0, call.stream, Buffer.alloc(8)),
  proper(call),
])
stray('failure', 'a frame of 16,385 bytes', ({ stream }) => [
  answerHeaders(stream),
  frame(types.data, 0, stream, Buffer.alloc(16_385)),
  okTrailers(stream),
])
stray('failure', 'a frame that says 16 MB', (call) => [frame(0x42, 0, 0, Buffer.alloc(0), 0xffffff), proper(call)])
stray('failure', 'a header block of 16,385 bytes in one frame', ({ stream, message }) => [
  headers(stream, Buffer.concat([answerBlock, field('x', 'y'.repeat(16_385))])),
  data(stream, message),
  okTrailers(stream),
])
stray('success', 'the reserved bit of the stream set', ({ stream, message }) => {
  const reserved = Buffer.from(answerHeaders(stream))
  reserved[5] = (reserved[5] ?? 0) | 0x80
  return [reserved, data(stream, message), okTrailers(stream)]
})
stray('success', 'flags that a frame does not have', ({ stream, message }) => [
  answerHeaders(stream),
  frame(types.data, 0xf2 & ~flags.padded, stream, message),
  okTrailers(stream),
])

export const framing = [...padding.list, ...list, ...strays]
