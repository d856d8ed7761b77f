import { data, headers } from '../frames.ts'
import {
  field,
  fields,
  huffman,
  indexed,
  integer,
  longInteger,
  neverIndexed,
  remembered,
  tableSize,
  text,
} from '../header-block.ts'
import { answerBlock, answerHeaders, type Incoming, okBlock, okTrailers, type Step, theme } from '../scenario.ts'

const { add, list } = theme('header block')

/** An answer that is proper but for its first block. */
function first(block: Uint8Array): (call: Incoming) => Step[] {
  return ({ stream, message }) => [headers(stream, block), data(stream, message), okTrailers(stream)]
}

/** An answer that is proper but for its last block. */
function last(block: Uint8Array): (call: Incoming) => Step[] {
  return ({ stream, message }) => [answerHeaders(stream), data(stream, message), headers(stream, block, true)]
}

const status = indexed(8)
const type = field('content-type', 'application/grpc')
const ok = field('grpc-status', '0')
const join = (...parts: readonly Uint8Array[]): Buffer => Buffer.concat(parts)

add('success', 'the status as an entry of the static table', first(join(status, type)))
add(
  'success',
  'names by the static table, values in full',
  first(join(Buffer.of(0x08), text('200'), Buffer.of(0x0f, 0x10), text('application/grpc'))),
)
add('success', 'texts in Huffman code', ({ stream, message }) => [
  headers(
    stream,
    join(
      Buffer.of(0x08),
      text(huffman.twoHundred, true),
      Buffer.of(0),
      text(huffman.contentType, true),
      text(huffman.applicationGrpc, true),
    ),
  ),
  data(stream, message),
  headers(stream, join(Buffer.of(0), text(huffman.grpcStatus, true), text(huffman.zero, true)), true),
])
add(
  'success',
  'fields that nobody may remember',
  first(join(neverIndexed(':status', '200'), neverIndexed('content-type', 'application/grpc'))),
)
add('success', 'the trailers by the dynamic table', ({ stream, message }) => [
  headers(stream, join(status, type, remembered('grpc-statut', 'x'))),
  data(stream, message),
  headers(stream, join(remembered('grpc-status', '0'), Buffer.of(0x0f, 0x2f + 1), text('')), true),
])
add('success', 'the status of the call remembered, then named by its number', ({ stream, message }) => [
  headers(stream, join(status, remembered('content-type', 'application/grpc'), remembered('x-note', 'a'))),
  data(stream, message),
  headers(stream, join(remembered('grpc-status', '0'), indexed(64)), true),
])
add('success', 'the table emptied at the start of a block', first(join(tableSize(0), status, type)))
add('success', 'the table emptied and filled again', first(join(tableSize(0), tableSize(4096), status, type)))
add('original', 'the table changed in size within a block', first(join(status, tableSize(100), type)))
add('original', 'the table changed in size at the end of a block', first(join(status, type, tableSize(100))))
add(
  'original',
  'the table changed in size three times',
  first(join(tableSize(0), tableSize(1), tableSize(2), status, type)),
)
add('failure', 'a table of 4097 bytes', first(join(tableSize(4097), status, type)))
add('failure', 'a table of 2^31 bytes', first(join(tableSize(0x80000000), status, type)))
add('failure', 'an entry that the emptied table has lost', ({ stream, message }) => [
  headers(stream, join(status, type, remembered('grpc-status', '0'))),
  data(stream, message),
  headers(stream, join(tableSize(0), indexed(62)), true),
])
add('failure', 'an entry pushed out by a larger one', ({ stream, message }) => [
  headers(stream, join(status, type, remembered('grpc-status', '0'), remembered('x', 'y'.repeat(4060)))),
  data(stream, message),
  headers(stream, indexed(63), true),
])
add('success', 'an entry larger than the table empties it', ({ stream, message }) => [
  headers(stream, join(status, type, remembered('a', 'b'), remembered('x', 'y'.repeat(5000)))),
  data(stream, message),
  headers(stream, join(remembered('grpc-status', '0')), true),
])
add('failure', 'entry 0', first(join(status, indexed(0), type)))
add('failure', 'entry 62 of an empty table', first(join(status, indexed(62), type)))
add('failure', 'entry 2^30', first(join(status, indexed(2 ** 30), type)))
add('failure', 'a name by entry 62 of an empty table', first(join(status, type, integer(62, 4), text('x'))))
add(
  'original',
  'an integer that goes on with 3 bytes of nothing',
  first(join(status, longInteger(160, 4, 0, 3), text('x'))),
)
add(
  'failure',
  'an integer that goes on with 20 bytes of nothing',
  first(join(status, type, Buffer.of(0), longInteger(200, 7, 0, 20), Buffer.alloc(200, 'a'), text('x'))),
)
add('failure', 'an integer of 2^40', first(join(status, type, Buffer.of(0), integer(2 ** 40, 7), text('x'))))
add(
  'failure',
  'an integer of 2^63',
  first(join(status, type, Buffer.of(0, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f))),
)
add('failure', 'an integer without an end', first(join(status, type, Buffer.alloc(30, 0xff))))
add(
  'failure',
  'a text longer than its block',
  first(join(status, type, Buffer.of(0), text('x').subarray(0, 1), Buffer.of(0x7e, 0x61))),
)
add('failure', 'a block that ends behind a name', first(join(status, type, Buffer.of(0), text('x'))))
add('failure', 'a block that ends in the first byte of a field', first(join(status, type, Buffer.of(0x40))))
add(
  'failure',
  'a Huffman text with the end mark',
  first(join(status, type, Buffer.of(0), text('x'), text(Buffer.alloc(4, 0xff), true))),
)
add(
  'failure',
  'a Huffman text padded with zeros',
  first(join(status, type, Buffer.of(0), text('x'), text(Buffer.of(0x00), true))),
)
add(
  'failure',
  'a Huffman text padded with a whole byte',
  first(join(status, type, Buffer.of(0), text('x'), text(Buffer.of(0x07, 0xff), true))),
)
add('success', 'an empty Huffman text', first(join(status, type, Buffer.of(0), text('x'), text('', true))))
add('failure', 'an empty block for a first one', first(Buffer.alloc(0)))
add('failure', 'an empty block for a last one', last(Buffer.alloc(0)))
add('success', 'a field with an empty value', first(join(status, type, field('x-empty', ''))))
add('failure', 'a field with an empty name', first(join(status, type, field('', 'x'))))
add(
  'success',
  'two hundred fields',
  first(join(status, type, ...Array.from({ length: 200 }, (_, at) => field(`x-${at}`, 'v')))),
)
add('original', 'a value of 15 kB', first(join(status, type, field('x', 'y'.repeat(15_000)))))

const names = theme('header field')
const named = names.add

named('failure', 'a name in upper case, first', first(join(status, type, field('X-Upper', 'v'))))
named('failure', 'a name in upper case, last', last(join(ok, field('X-Upper', 'v'))))
named('failure', 'the status name in upper case', last(field('Grpc-Status', '0')))
for (const [what, name] of [
  ['a space', 'x y'],
  ['a colon', 'x:y'],
  ['a NUL', 'x\0y'],
  ['a newline', 'x\ny'],
  ['a byte of 0xff', 'x\xff'],
] as const) {
  named('failure', `${what} in a name`, first(join(status, type, field(name, 'v'))))
}
for (const [what, value] of [
  ['NUL', 'a\0b'],
  ['newline', 'a\nb'],
  ['carriage return', 'a\rb'],
  ['escape', 'a\x1bb'],
  ['delete', 'a\x7fb'],
] as const) {
  named('failure', `${what} in a value, first`, first(join(status, type, field('x-odd', value))))
  named('failure', `${what} in a value, last`, last(join(ok, field('x-odd', value))))
}
named('original', 'bytes of 0x80 and more in a value', first(join(status, type, field('x-odd', '\x80\xff'))))
named('original', 'a tab in a value', first(join(status, type, field('x-odd', 'a\tb'))))
named('original', 'a value with spaces around it', first(join(status, type, field('x-odd', '  a  '))))
named('failure', 'no :status', first(type))
named('failure', ':status twice', first(join(status, status, type)))
named('failure', ':status twice, 500 and 200', first(join(field(':status', '500'), status, type)))
named('failure', ':status behind other fields', first(join(type, status)))
named('original', ':status in the trailers', last(join(status, ok)))
named('original', ':status of 500 in the trailers', last(join(field(':status', '500'), ok)))
named('failure', 'an unknown pseudo-header', first(join(status, field(':odd', 'x'), type)))
named('failure', 'a pseudo-header of requests', first(join(status, field(':path', '/'), type)))
named('failure', 'a pseudo-header in the trailers', last(join(field(':odd', 'x'), ok)))
for (const value of [
  '',
  '2',
  '20',
  '2000',
  '200 OK',
  '+200',
  '0200',
  '-1',
  '2e2',
  '0xc8',
  '200.0',
  ' 200',
  'abc',
  '000',
  '999',
]) {
  const isProper = false
  named(
    isProper ? 'success' : value === '0200' || value === '+200' ? 'original' : 'failure',
    `:status of '${value}'`,
    first(join(field(':status', value), type)),
  )
}
named('original', 'connection-specific fields', first(join(status, type, field('connection', 'keep-alive'))))
named('original', 'a transfer encoding', first(join(status, type, field('transfer-encoding', 'chunked'))))
named('original', 'a content length that is right', ({ stream, message }) => [
  headers(stream, join(status, type, field('content-length', String(message.length)))),
  data(stream, message),
  okTrailers(stream),
])
named('original', 'a content length that is too small', first(join(status, type, field('content-length', '1'))))
named('original', 'a content length that is too large', first(join(status, type, field('content-length', '1000'))))
named('success', 'trailers and no details', last(ok))
named('success', 'binary metadata', first(join(answerBlock, field('x-bin', 'AAEC'))))
named('original', 'binary metadata that is no base64', first(join(answerBlock, field('x-bin', '***'))))
named('success', 'metadata in the trailers', last(fields(['grpc-status', '0'], ['x-note', 'a'])))
named('failure', 'an encoding of messages that the client has not', ({ stream, message }) => [
  headers(stream, join(answerBlock, field('grpc-encoding', 'hostile'))),
  data(stream, Buffer.concat([Buffer.of(1), message.subarray(1)])),
  okTrailers(stream),
])
named('original', 'an encoding that no message uses', first(join(answerBlock, field('grpc-encoding', 'gzip'))))
named('original', 'a second block of headers that ends nothing', ({ stream, message }) => [
  answerHeaders(stream),
  data(stream, message),
  headers(stream, okBlock),
  okTrailers(stream),
])

export const headerBlocks = [...list, ...names.list]
