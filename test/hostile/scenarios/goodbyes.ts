import { data, goaway, headers, rst, settings } from '../frames.ts'
import { answerHeaders, okBlock, okTrailers, proper, theme } from '../scenario.ts'

const { add, list } = theme('goaway')
const unseen = { isUnseen: true } as const

add('failure', 'last stream 0, then silence', () => [goaway(0)], unseen)
add('failure', 'last stream 0, then the end', () => [goaway(0), 'end'], unseen)
add('failure', 'last stream 0, then a cut', () => [goaway(0), 'cut'], unseen)
add('failure', 'last stream 0 for a protocol error', () => [goaway(0, 1, 'bad'), 'end'], unseen)
add('failure', 'last stream 0 to calm down', () => [goaway(0, 11, 'ENHANCE_YOUR_CALM'), 'end'], unseen)
add('failure', 'last stream 0 for too many pings', () => [goaway(0, 11, 'too_many_pings'), 'end'], unseen)
add(
  'failure',
  'last stream 0, and headers none the less',
  ({ stream }) => [goaway(0), answerHeaders(stream), 'end'],
  unseen,
)
add(
  'original',
  'last stream 0, and a whole answer none the less',
  (call) => [Buffer.concat([goaway(0), proper(call)])],
  unseen,
)
add(
  'success',
  'last stream 0 once, then a proper answer',
  (call) => (call.number === 1 ? [goaway(0), 'end'] : [proper(call)]),
  unseen,
)
add('failure', 'last stream 0 with the settings', () => [], { accepted: [settings(), goaway(0), 'end'], ...unseen })
add('failure', 'last stream 0 behind headers', ({ stream }) => [answerHeaders(stream), goaway(0), 'end'])
add('failure', 'last stream 0 behind data', ({ stream, message }) => [
  answerHeaders(stream),
  data(stream, message),
  goaway(0),
  'end',
])
add('success', 'last stream 0 behind the whole answer', (call) => [Buffer.concat([proper(call), goaway(0)])])
for (const [what, last] of [
  ['ours', 1],
  ['the largest', 0x7fffffff],
] as const) {
  add('success', `last stream ${what}, then the answer`, (call) => [goaway(last), proper(call)])
  add('success', `last stream ${what}, with debug data, then the answer`, (call) => [
    goaway(last, 0, 'graceful_stop '.repeat(100)),
    proper(call),
  ])
  add('failure', `last stream ${what}, then the end`, () => [goaway(last), 'end'])
  add('failure', `last stream ${what}, then a cut`, () => [goaway(last), 'cut'])
  add('failure', `last stream ${what}, then silence`, () => [goaway(last)])
  add('failure', `last stream ${what} for an internal error, then the end`, () => [goaway(last, 2, 'oh'), 'end'])
  add('success', `headers, last stream ${what}, and the rest`, ({ stream, message }) => [
    answerHeaders(stream),
    goaway(last),
    data(stream, message),
    okTrailers(stream),
  ])
  add('success', `data, last stream ${what}, and the trailers`, ({ stream, message }) => [
    answerHeaders(stream),
    data(stream, message),
    goaway(last),
    okTrailers(stream),
  ])
  add('failure', `data, last stream ${what}, and the end`, ({ stream, message }) => [
    answerHeaders(stream),
    data(stream, message),
    goaway(last),
    'end',
  ])
}
add('success', 'the largest first, then ours, as servers do that stop', (call) => [
  goaway(0x7fffffff),
  goaway(call.stream),
  proper(call),
])
add('failure', 'ours first, then 0', () => [goaway(1), goaway(0), 'end'], unseen)
add('failure', 'a last stream that grows', () => [goaway(0), goaway(0x7fffffff), 'end'], unseen)
add('original', 'an even last stream', (call) => [goaway(2), proper(call)])
add('success', 'a goodbye with 16 kB of debug data', (call) => [
  goaway(call.stream, 0, 'x'.repeat(16_000)),
  proper(call),
])
add('original', 'the settings and a goodbye with the largest stream', proper, {
  accepted: [settings(), goaway(0x7fffffff)],
})

const resets = theme('reset')
const codes = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
]
const refused = 7

for (const [code, name] of [...codes.entries(), [14, 'code 14'], [0xffffffff, 'code 2^32 - 1']] as const) {
  resets.add('failure', `${name} before headers`, ({ stream }) => [rst(stream, code)], code === refused ? unseen : {})
  resets.add('failure', `${name} behind headers`, ({ stream }) => [answerHeaders(stream), rst(stream, code)])
  resets.add('failure', `${name} behind data`, ({ stream, message }) => [
    answerHeaders(stream),
    data(stream, message),
    rst(stream, code),
  ])
}
for (const code of [0, 1, 7, 8]) {
  resets.add('success', `${codes[code]} behind the whole answer`, (call) => [
    Buffer.concat([proper(call), rst(call.stream, code)]),
  ])
}
resets.add('failure', 'NO_ERROR behind a status that does not end the stream', ({ stream, message }) => [
  answerHeaders(stream),
  data(stream, message),
  headers(stream, okBlock),
  rst(stream, 0),
])
resets.add('failure', 'CANCEL behind a status that does not end the stream', ({ stream, message }) => [
  answerHeaders(stream),
  data(stream, message),
  headers(stream, okBlock),
  rst(stream, 8),
])
resets.add(
  'success',
  'REFUSED_STREAM once, then a proper answer',
  (call) => (call.number === 1 ? [rst(call.stream, refused)] : [proper(call)]),
  unseen,
)
resets.add('failure', 'REFUSED_STREAM before the request has come as a whole', ({ stream }) => [rst(stream, refused)], {
  ...unseen,
  isEarly: true,
})
resets.add('failure', 'REFUSED_STREAM and a cut', ({ stream }) => [rst(stream, refused), 'cut'], unseen)
resets.add(
  'failure',
  'REFUSED_STREAM with the answer behind it',
  (call) => [Buffer.concat([rst(call.stream, refused), proper(call)])],
  unseen,
)

export const goodbyes = [...list, ...resets.list]
