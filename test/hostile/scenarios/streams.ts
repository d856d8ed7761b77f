import { encode } from '../../../src/rpc/codec.ts'
import { Maintenance } from '../../../src/rpc/services.ts'
import { prefixed } from '../calls.ts'
import { data, goaway, headers, rst } from '../frames.ts'
import { answerBlock, answerHeaders, okBlock, okTrailers, proper, theme } from '../scenario.ts'
import { event } from './duplex.ts'

const snapshot = theme('snapshot')
const save = { commands: ['snapshot'] } as const
const { add } = snapshot

add('success', 'whole', proper, save)
add(
  'success',
  'in frames of 100 bytes',
  ({ stream, message }) => [
    answerHeaders(stream),
    ...Array.from({ length: Math.ceil(message.length / 100) }, (_, at) =>
      data(stream, message.subarray(at * 100, at * 100 + 100)),
    ),
    okTrailers(stream),
  ],
  save,
)
for (const [what, end] of [
  ['a cut', 'cut'],
  ['the end', 'end'],
  ['a reset of TCP', 'reset'],
] as const) {
  add(
    'failure',
    `the database, then ${what}`,
    ({ stream, message }) => [answerHeaders(stream), data(stream, message), 50, end],
    save,
  )
  add(
    'failure',
    `a part of it, then ${what}`,
    ({ stream, message }) => [answerHeaders(stream), data(stream, message.subarray(0, 500)), 50, end],
    save,
  )
  add(
    'failure',
    `the database, a status of 0 that ends nothing, then ${what}`,
    ({ stream, message }) => [answerHeaders(stream), data(stream, message), headers(stream, okBlock), 50, end],
    save,
  )
}
add(
  'failure',
  'the database, and data that ends the stream',
  ({ stream, message }) => [answerHeaders(stream), data(stream, message, true)],
  save,
)
add(
  'failure',
  'the database, then a reset with NO_ERROR',
  ({ stream, message }) => [answerHeaders(stream), data(stream, message), rst(stream, 0)],
  save,
)
add(
  'failure',
  'the database, then a reset with CANCEL',
  ({ stream, message }) => [answerHeaders(stream), data(stream, message), rst(stream, 8)],
  save,
)
add(
  'failure',
  'the database, and a goodbye',
  ({ stream, message }) => [answerHeaders(stream), data(stream, message), goaway(0), 'end'],
  save,
)
add(
  'failure',
  'no message and status 0',
  ({ stream }) => [headers(stream, Buffer.concat([answerBlock, okBlock]), true)],
  save,
)
add(
  'failure',
  'a byte missing, and status 0',
  ({ stream, message }) => [answerHeaders(stream), data(stream, message.subarray(0, -1)), okTrailers(stream)],
  save,
)
add(
  'failure',
  'a byte changed, and status 0',
  ({ stream, message }) => {
    const changed = Buffer.from(message)
    changed[500] = (changed[500] ?? 0) ^ 1
    return [answerHeaders(stream), data(stream, changed), okTrailers(stream)]
  },
  save,
)
add(
  'failure',
  'a page with 200',
  ({ stream }) => [headers(stream, answerBlock.subarray(0, 13)), data(stream, '<html>', true)],
  save,
)
add(
  'failure',
  'a part that says how much is left, and status 0',
  ({ stream }) => [
    answerHeaders(stream),
    data(stream, prefixed(encode(Maintenance.snapshot.response, { remainingBytes: 1024n, blob: Buffer.alloc(512) }))),
    okTrailers(stream),
  ],
  save,
)

const watch = theme('watch')
const watching = { commands: ['watch'] } as const
watch.add(
  'success',
  'an event',
  ({ stream, message }) => [answerHeaders(stream), data(stream, message), data(stream, event)],
  watching,
)
watch.add(
  'success',
  'an event byte by byte',
  ({ stream, message }) => [
    answerHeaders(stream),
    data(stream, message),
    ...[...event].map((byte) => data(stream, Buffer.of(byte))),
  ],
  watching,
)
watch.add(
  'failure',
  'half an event, then a cut',
  ({ stream, message, number }) =>
    number > 1 ? [] : [answerHeaders(stream), data(stream, message), data(stream, event.subarray(0, -3)), 50, 'cut'],
  watching,
)
watch.add(
  'success',
  'half an event, a cut, and the event',
  ({ stream, message, number }) => [
    answerHeaders(stream),
    data(stream, message),
    ...(number > 1 ? [data(stream, event)] : [data(stream, event.subarray(0, -3)), 50, 'cut' as const]),
  ],
  watching,
)
watch.add(
  'success',
  'an event, a cut, and a stream that has no more',
  ({ stream, message, number }) => [
    answerHeaders(stream),
    data(stream, message),
    ...(number > 1 ? [] : [data(stream, event), 50, 'cut' as const]),
  ],
  watching,
)
watch.add(
  'success',
  'going away, and the event on the next connection',
  ({ stream, message, number }) => [
    answerHeaders(stream),
    data(stream, message),
    ...(number > 1 ? [data(stream, event)] : [goaway(stream), 50, 'end' as const]),
  ],
  watching,
)

export const streams = [...snapshot.list, ...watch.list]
