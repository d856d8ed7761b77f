import { gzipSync } from 'node:zlib'
import { prefixed } from '../calls.ts'
import { data, headers } from '../frames.ts'
import { fields } from '../header-block.ts'
import { answerBlock, answerHeaders, type Incoming, okTrailers, type Step, theme } from '../scenario.ts'

const { add, list } = theme('message')
const put = { commands: ['put'] } as const

/** A proper answer but for its body. */
function body(made: (message: Buffer) => readonly Uint8Array[]): (call: Incoming) => Step[] {
  return ({ stream, message }) => [
    answerHeaders(stream),
    ...made(message).map((piece) => data(stream, piece)),
    okTrailers(stream),
  ]
}

add(
  'success',
  'in one frame',
  body((message) => [message]),
)
add(
  'success',
  'a byte a frame',
  body((message) => [...message].map((byte) => Buffer.of(byte))),
)
add(
  'success',
  'with empty data around it',
  body((message) => [Buffer.alloc(0), message, Buffer.alloc(0)]),
)
add(
  'success',
  'the prefix apart',
  body((message) => [message.subarray(0, 5), message.subarray(5)]),
)
add(
  'failure',
  'none, and status 0',
  body(() => []),
)
add(
  'failure',
  'none but empty data, and status 0',
  body(() => [Buffer.alloc(0)]),
)
add(
  'failure',
  'two',
  body((message) => [message, message]),
)
add(
  'failure',
  'two in one frame',
  body((message) => [Buffer.concat([message, message])]),
)
add(
  'failure',
  'three',
  body((message) => [message, message, message]),
  put,
)
add(
  'failure',
  'one and a half',
  body((message) => [message, message.subarray(0, 9)]),
)
add(
  'failure',
  'one and a part of a prefix',
  body((message) => [message, Buffer.of(0, 0)]),
)
add(
  'failure',
  'one and a byte',
  body((message) => [Buffer.concat([message, Buffer.of(0)])]),
)
add(
  'failure',
  'cut by a byte',
  body((message) => [message.subarray(0, -1)]),
)
add(
  'failure',
  'cut behind the prefix',
  body((message) => [message.subarray(0, 5)]),
)
add(
  'failure',
  'cut within the prefix',
  body((message) => [message.subarray(0, 3)]),
)
add(
  'failure',
  'said to be a byte longer',
  body((message) => [prefixed(message.subarray(5), 0, message.length - 4)]),
)
add(
  'failure',
  'said to be a byte shorter',
  body((message) => [prefixed(message.subarray(5), 0, Math.max(0, message.length - 6))]),
)
add(
  'failure',
  'said to be 2 GB',
  body((message) => [prefixed(message.subarray(5), 0, 0x7fffffff)]),
)
add(
  'failure',
  'said to be 4 GB',
  body((message) => [prefixed(message.subarray(5), 0, 0xffffffff)]),
)
add('failure', 'said to be 2 GB, then silence', ({ stream }) => [
  answerHeaders(stream),
  data(stream, prefixed(Buffer.alloc(10), 0, 0x7fffffff)),
])
add(
  'failure',
  'with the flag of a compressed one',
  body((message) => [prefixed(message.subarray(5), 1)]),
)
add(
  'failure',
  'with a flag that does not exist',
  body((message) => [prefixed(message.subarray(5), 2)]),
)
add(
  'failure',
  'with all flags',
  body((message) => [prefixed(message.subarray(5), 255)]),
)
add('original', 'compressed, as its encoding says', ({ stream, message }) => [
  headers(stream, Buffer.concat([answerBlock, fields(['grpc-encoding', 'gzip'])])),
  data(stream, prefixed(gzipSync(message.subarray(5)), 1)),
  okTrailers(stream),
])
add(
  'failure',
  'compressed without an encoding',
  body((message) => [prefixed(gzipSync(message.subarray(5)), 1)]),
)
add('failure', 'compressed and damaged', ({ stream, message }) => [
  headers(stream, Buffer.concat([answerBlock, fields(['grpc-encoding', 'gzip'])])),
  data(stream, prefixed(message.subarray(5), 1)),
  okTrailers(stream),
])
add(
  'original',
  'empty',
  body(() => [prefixed(new Uint8Array())]),
  put,
)
add(
  'failure',
  'no protobuf',
  body(() => [prefixed(Buffer.from([0xff, 0xff, 0xff, 0xff]))]),
)
add(
  'failure',
  'protobuf that is cut short',
  body((message) => [prefixed(message.subarray(5, -1))]),
)
add(
  'failure',
  'protobuf whose field is longer than it',
  body(() => [prefixed(Buffer.of(0x0a, 0x7f, 1))]),
)
add(
  'failure',
  'protobuf with an over-long varint',
  body(() => [prefixed(Buffer.of(0x0a, 12, 0x08, ...Array(10).fill(0xff), 0x01))]),
)
add(
  'failure',
  'protobuf with field number 0',
  body(() => [prefixed(Buffer.of(0x00, 0x01))]),
)
add(
  'failure',
  'protobuf with a group that nobody ends',
  body(() => [prefixed(Buffer.of(0x0b))]),
)
add(
  'success',
  'with fields of a newer server',
  body((message) => [prefixed(Buffer.concat([message.subarray(5), Buffer.of(0xf8, 0x3f, 1)]))]),
)
add('failure', "with data behind the trailers' place", ({ stream, message }) => [
  answerHeaders(stream),
  data(stream, message, true),
  data(stream, message),
  okTrailers(stream),
])
add('failure', 'before the headers', ({ stream, message }) => [
  data(stream, message),
  answerHeaders(stream),
  okTrailers(stream),
])
add('failure', 'without headers', ({ stream, message }) => [data(stream, message), okTrailers(stream)])

export const messages = list
