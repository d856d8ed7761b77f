import { data, settings, windowUpdate } from '../frames.ts'
import { answerHeaders, proper, theme } from '../scenario.ts'

const { add, list } = theme('flow control')
const put = { commands: ['put'] } as const
const late = { isReadLate: true }

// what is sent before the settings may have the protocol's first window: it counts against the new one later
const early = { isServedEarly: true, commands: ['put', 'get'] } as const
add('failure', 'no window for the request', proper, { accepted: [settings([4, 0])], ...early })
add('success', 'no window, and later one', proper, {
  accepted: [settings([4, 0]), 300, settings([4, 100])],
})
add('success', 'no window, and later a window update', proper, {
  accepted: [settings([4, 0]), 200, windowUpdate(1, 50)],
  commands: ['put'],
})
add('failure', 'a window of one byte', proper, { accepted: [settings([4, 1])], ...early })
add('success', 'a window of one byte, then of one more at a time', proper, {
  accepted: [settings([4, 1]), 100, ...Array.from({ length: 40 }, () => [windowUpdate(1, 1), 2]).flat()],
  commands: ['put'],
})
add('success', 'an answer before the request could be sent', proper, { accepted: [settings([4, 0])], isEarly: true })
add('success', 'a window that turns negative', proper, {
  accepted: [settings([4, 5])],
  greeting: [],
  isEarly: true,
})
add('failure', "the connection's window grows by 0", (call) => [windowUpdate(0, 0), proper(call)])
add('failure', "the stream's window grows by 0", (call) => [windowUpdate(call.stream, 0), proper(call)])
add('failure', "the connection's window grows by 0 at once", proper, { accepted: [settings(), windowUpdate(0, 0)] })
add('failure', "the connection's window outgrows 2^31 - 1", (call) => [windowUpdate(0, 0x7fffffff), proper(call)])
add('original', "the stream's window outgrows 2^31 - 1", (call) => [
  windowUpdate(call.stream, 0x7fffffff),
  proper(call),
])
add(
  'original',
  "the stream's window outgrows 2^31 - 1 before the request is sent",
  (call) => [windowUpdate(call.stream, 0x7fffffff), windowUpdate(call.stream, 0x7fffffff), proper(call)],
  {
    accepted: [settings([4, 1])],
    isEarly: true,
  },
)
add('success', 'the largest windows that there are', (call) => [windowUpdate(0, 0x7fffffff - 65_535), proper(call)])
add('original', 'the first window outgrows 2^31 - 1 by new settings', (call) => [
  windowUpdate(call.stream, 0x7fff0000),
  settings([4, 0x7fffffff]),
  proper(call),
])
add('success', 'a reserved bit in a window update', (call) => [windowUpdate(0, 0x80000005), proper(call)])
add(
  'failure',
  'a stream of 6 MB into a window of 4 MB, for a message that is too long',
  ({ stream }) => [
    answerHeaders(stream),
    data(stream, Buffer.from([0, 0x00, 0x7f, 0xff, 0xff])),
    ...Array.from({ length: 400 }, () => data(stream, Buffer.alloc(16_384))),
  ],
  late,
)
add(
  'failure',
  'an answer of 20 MB whatever the windows',
  ({ stream }) => [
    answerHeaders(stream),
    data(stream, Buffer.from([0, 0x01, 0x40, 0x00, 0x00])),
    ...Array.from({ length: 1280 }, () => data(stream, Buffer.alloc(16_384))),
  ],
  { ...put, ...late },
)
add(
  'failure',
  'an answer of 40 MB on a stream that the client has ended',
  ({ stream }) => [
    Buffer.concat([answerHeaders(stream), data(stream, Buffer.of(9, 0, 0, 0, 1, 0))]),
    100,
    ...Array.from({ length: 2560 }, () => data(stream, Buffer.alloc(16_384))),
  ],
  put,
)

export const flowControl = list
