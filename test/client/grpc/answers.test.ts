import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { frame, frameFlags, frameTypes } from '../../../src/client/http2/frame.ts'
import { encodeHeaders } from '../../../src/client/http2/header-encoder.ts'
import { Watch } from '../../../src/rpc/services.ts'
import {
  answerFrames,
  dataFrame,
  emptyMessage,
  type FrameRequest,
  goawayFrame,
  grpcHead,
  headersFrame,
  resetFrame,
  settingsFrame,
  startFrameServer,
} from '../../support/frame-server.ts'
import { bytes, openTestClient, within } from '../open.ts'

// What Go's gRPC makes of an answer, seen in the clients of 3.4.23, 3.5.33, 3.6.14 and 3.7.1; a test names what is stricter here.

type Answer = (request: FrameRequest) => void

/** The outcome of a put, and how often the server got it. */
async function put(t: TestContext, answer: Answer, apiVersion = '3.7'): Promise<[outcome: string, requests: number]> {
  const server = await startFrameServer(t, answer)
  const client = await openTestClient(t, [server.endpoint], { apiVersion })
  const outcome = await client.kv.put({ key: bytes('k') }, within(60_000)).then(
    () => 'OK',
    (error: Error) => error.message.replace('rpc error: code = ', '').replace(' desc = ', ': '),
  )
  client.close()
  return [outcome, server.requests()]
}

function frames(...make: ((stream: number) => Uint8Array)[]): Answer {
  return ({ stream, socket }) => void socket.write(Buffer.concat(make.map((each) => each(stream))))
}

function thenCut(...make: ((stream: number) => Uint8Array)[]): Answer {
  return ({ stream, socket }) => void socket.end(Buffer.concat(make.map((each) => each(stream))))
}

const head = (stream: number) => headersFrame(stream, grpcHead)
const message = (stream: number) => dataFrame(stream, emptyMessage)
const trailers = (status: string, text?: string) => (stream: number) =>
  headersFrame(stream, { 'grpc-status': status, ...(text !== undefined && { 'grpc-message': text }) }, true)
const page = (status: string, fields: Record<string, string>, isLast: boolean) => (stream: number) =>
  headersFrame(stream, { ':status': status, ...fields }, isLast)
const headWithStatus = (stream: number) => headersFrame(stream, { ...grpcHead, 'grpc-status': '0' })

async function check(t: TestContext, table: Readonly<Record<string, readonly [Answer, string]>>, apiVersion?: string) {
  for (const [name, [answer, wanted]] of Object.entries(table)) {
    assert.deepEqual(await put(t, answer, apiVersion), [wanted, 1], name)
  }
}

test('a status counts only on the frame that ends the stream', async (t) => {
  const eof = 'Unavailable: error reading from server: EOF'
  await check(t, {
    'in the headers, then the connection breaks': [thenCut(headWithStatus), eof],
    'in the headers, with the message': [thenCut(headWithStatus, message), eof],
    'in the headers, and the data ends the stream': [
      frames(headWithStatus, (stream) => dataFrame(stream, emptyMessage, true)),
      'Internal: server closed the stream without sending trailers',
    ],
    'in headers in the middle': [
      frames(head, headWithStatus, message, trailers('0')),
      'Internal: a HEADERS frame cannot appear in the middle of a stream',
    ],
    nowhere: [frames(head, message, (stream) => headersFrame(stream, { a: 'b' }, true)), 'Unknown: '],
    'followed by a reset': [
      frames(headWithStatus, message, (stream) => resetFrame(stream, 0)),
      'Internal: stream terminated by RST_STREAM with error code: NO_ERROR',
    ],
    'at the end': [frames(head, message, trailers('0')), 'OK'],
  })
})

test('a status is a decimal number as Go reads one', async (t) => {
  const malformed = (text: string, problem = 'invalid syntax') =>
    `Unknown: transport: malformed grpc-status: strconv.ParseInt: parsing "${text}": ${problem}`
  for (const text of ['', '0.0', '0x0', ' 0', '0 ', '0_0', '1e0', 'x', '++0']) {
    assert.deepEqual(await put(t, frames(head, message, trailers(text))), [malformed(text), 1])
  }
  for (const text of ['00', '+0', '-0'])
    assert.deepEqual(await put(t, frames(head, message, trailers(text))), ['OK', 1])
  await check(t, {
    'beyond 32 bits': [frames(head, message, trailers('4294967296')), malformed('4294967296', 'value out of range')],
    'without a name': [frames(head, message, trailers('20')), 'Code(20): '],
    'below zero': [frames(head, message, trailers('-1')), 'Code(4294967295): '],
  })
})

test('two statuses that differ are no success', async (t) => {
  // in the originals the last one counts
  const twice = (first: string, second: string) => (stream: number) => {
    const block = [first, second].map((status) => encodeHeaders({ 'grpc-status': status }))
    return frame(frameTypes.headers, frameFlags.endHeaders | frameFlags.endStream, stream, Buffer.concat(block))
  }
  for (const [first, second] of [
    ['0.0', '0'],
    ['0', '0.0'],
    ['5', '0'],
    ['0', '5'],
  ] as const) {
    const [outcome, requests] = await put(t, frames(head, message, twice(first, second)))
    const text = `Unknown: transport: malformed grpc-status: strconv.ParseInt: parsing "${first}, ${second}": invalid syntax`
    assert.deepEqual([outcome, requests], [text, 1])
  }
  assert.deepEqual(await put(t, frames(head, message, twice('0', '0'))), ['OK', 1])
})

test('exactly one message answers a call', async (t) => {
  const none = 'cardinality violation: received no response message from non-server-streaming RPC'
  const second = 'cardinality violation: expected <EOF> for non server-streaming RPCs, but received another message'
  const cut = (stream: number) => dataFrame(stream, Uint8Array.of(0, 0, 0, 0, 9, 1))
  const cutPrefix = (stream: number) => dataFrame(stream, Uint8Array.of(0, 0, 0))
  await check(t, {
    none: [frames(head, trailers('0')), `Internal: ${none}`],
    'none, with a status at once': [
      frames((stream) => headersFrame(stream, { ...grpcHead, 'grpc-status': '0' }, true)),
      `Internal: ${none}`,
    ],
    two: [frames(head, message, message, trailers('0')), `Internal: ${second}`],
    'one after the other without an end': [frames(head, message, message), `Internal: ${second}`],
    'two and an error': [frames(head, message, message, trailers('5')), `Internal: ${second}`],
    'a part of one': [frames(head, cut, trailers('0')), 'Internal: unexpected EOF'],
    'a part of one and an error': [frames(head, cut, trailers('5')), 'Internal: unexpected EOF'],
    'a part of one, and no trailers': [
      frames(head, (stream) => dataFrame(stream, Uint8Array.of(0, 0, 0, 0, 9, 1), true)),
      'Internal: unexpected EOF',
    ],
    // from 3.5 on the original says that there is no message
    'a part of a prefix': [frames(head, cutPrefix, trailers('0')), 'Internal: unexpected EOF'],
    'a part of a prefix and an error': [frames(head, cutPrefix, trailers('5', 'x')), 'NotFound: x'],
    // a success in the original from 3.5 on
    'one and a part of another': [frames(head, message, cutPrefix, trailers('0')), 'Internal: unexpected EOF'],
    'a compressed one': [
      frames(head, (stream) => dataFrame(stream, Uint8Array.of(1, 0, 0, 0, 0)), trailers('0')),
      'Internal: grpc: compressed flag set with identity or empty encoding',
    ],
    'one with an unknown flag': [
      frames(head, (stream) => dataFrame(stream, Uint8Array.of(2, 0, 0, 0, 0)), trailers('0')),
      'Internal: grpc: received unexpected payload format 2',
    ],
    'one of 4 GB': [
      frames(head, (stream) => dataFrame(stream, Uint8Array.of(0, 255, 255, 255, 255)), trailers('0')),
      'ResourceExhausted: grpc: received message larger than max (4294967295 vs. 2147483647)',
    ],
    'one that is none': [
      frames(head, (stream) => dataFrame(stream, Uint8Array.of(0, 0, 0, 0, 2, 255, 255)), trailers('0')),
      'Internal: grpc: failed to unmarshal the received message: proto: cannot parse invalid wire-format data',
    ],
  })
})

const html = { 'content-type': 'text/html' }
const body = (stream: number) => dataFrame(stream, Buffer.from('<p>\n"no"'), true)
const typed = 'transport: received unexpected content-type "text/html"'
const status = (code: string) => `unexpected HTTP status code received from server: ${code}; ${typed}`

const pages: readonly (readonly [status: string, code: string, text: string])[] = [
  ['200', 'Unknown', 'OK'],
  ['301', 'Unknown', 'Moved Permanently'],
  ['400', 'Internal', 'Bad Request'],
  ['401', 'Unauthenticated', 'Unauthorized'],
  ['403', 'PermissionDenied', 'Forbidden'],
  ['404', 'Unimplemented', 'Not Found'],
  ['429', 'Unavailable', 'Too Many Requests'],
  ['500', 'Unknown', 'Internal Server Error'],
  ['502', 'Unavailable', 'Bad Gateway'],
  ['503', 'Unavailable', 'Service Unavailable'],
  ['504', 'Unavailable', 'Gateway Timeout'],
]

test('a web page in place of an answer is reported with its status, type and beginning', async (t) => {
  for (const [number, code, text] of pages) {
    const answer = frames(page(number, html, false), body)
    const newest = `${code}: ${status(`${number} (${text})`)}`
    for (const release of ['3.5', '3.6', '3.7']) {
      assert.deepEqual(await put(t, answer, release), [`${newest}\ndata: "<p>\\n\\"no\\""`, 1])
    }
    const oldest = `${text}: HTTP status code ${number}; transport: received the unexpected content-type "text/html"`
    assert.deepEqual(await put(t, answer, '3.4'), [`${code}: ${oldest}`, 1])
  }
})

test('a page that has no body, no end or a long body ends the call at once too', async (t) => {
  const text = `Unimplemented: ${status('404 (Not Found)')}`
  const start = (stream: number) => dataFrame(stream, Buffer.from('<p>'))
  await check(t, {
    'no body': [frames(page('404', html, true)), text],
    'an end by trailers': [frames(page('404', html, false), start, trailers('0')), `${text}\ndata: "<p>"`],
    'no end': [frames(page('404', html, false), start), `${text}\ndata: "<p>"`],
    'more than is shown': [
      frames(page('404', html, false), (stream) => dataFrame(stream, Buffer.alloc(5000, 'a'))),
      `${text}\ndata: "${'a'.repeat(1024)}"`,
    ],
    'a body that is no text': [
      frames(page('404', html, false), (stream) => dataFrame(stream, Uint8Array.of(0x41, 0xff, 0, 0xc3, 0xa4), true)),
      `${text}\ndata: "A\\xff\\x00ä"`,
    ],
  })
})

test('only the content type of gRPC is an answer', async (t) => {
  const whole = (type: string) =>
    frames((stream) => headersFrame(stream, { ':status': '200', 'content-type': type }), message, trailers('0'))
  for (const type of ['application/grpc', 'application/grpc+proto', 'application/grpc;x=1', 'application/grpc+']) {
    assert.deepEqual(await put(t, whole(type)), ['OK', 1], type)
  }
  for (const type of ['application/grpcx', 'application/grpc-web', 'APPLICATION/GRPC', 'application/grpc ', '']) {
    const [outcome = '', requests] = await put(t, whole(type))
    const wanted = `Unknown: unexpected HTTP status code received from server: 200 (OK); transport: received unexpected content-type "${type}"`
    assert.deepEqual([outcome.split('\n')[0], requests], [wanted, 1])
  }
  await check(
    t,
    {
      none: [
        frames((stream) => headersFrame(stream, { ':status': '200', 'grpc-status': '0' }, true)),
        'Unknown: unexpected HTTP status code received from server: 200 (OK); malformed header: missing HTTP content-type',
      ],
      'none, and no status either': [
        frames((stream) => headersFrame(stream, { a: 'b' }), message, trailers('0')),
        'Internal: malformed header: missing HTTP status; malformed header: missing HTTP content-type\ndata: "\\x00\\x00\\x00\\x00\\x00"',
      ],
      'a status that is no number': [
        frames(page('abc', html, true)),
        'Internal: transport: malformed http-status: strconv.Atoi: parsing "abc": invalid syntax',
      ],
    },
    '3.5',
  )
})

test('news before the answer are passed over, but do not end it', async (t) => {
  const hints = (isLast: boolean) => (stream: number) => headersFrame(stream, { ':status': '103' }, isLast)
  await check(t, {
    before: [frames(hints(false), head, message, trailers('0')), 'OK'],
    // not a status of HTTP/2; the originals pass it over
    'of a change of the protocol': [
      frames(page('101', {}, false), head, message, trailers('0')),
      'Unknown: unexpected HTTP status code received from server: 101 (Switching Protocols); malformed header: missing HTTP content-type\ndata: "\\x00\\x00\\x00\\x00\\x00"',
    ],
    'at the end': [
      frames(hints(true)),
      'Internal: protocol error: informational header with status code 103 must not have END_STREAM set',
    ],
  })
})

test('a success under an HTTP error, without an HTTP status, or in front of its headers does not count', async (t) => {
  // the originals of 3.5 to 3.7 take all of them
  await check(t, {
    'under 404': [
      frames(page('404', { 'content-type': 'application/grpc' }, false), message, trailers('0')),
      'Unimplemented: unexpected HTTP status code received from server: 404 (Not Found)',
    ],
    'under a status that is no number': [
      frames(page('2e2', { 'content-type': 'application/grpc' }, false), message, trailers('0')),
      'Internal: transport: malformed http-status: strconv.Atoi: parsing "2e2": invalid syntax',
    ],
    'with a status in its trailers': [
      frames(head, message, (stream) => headersFrame(stream, { ':status': '200', 'grpc-status': '0' }, true)),
      'Internal: an HTTP status in the trailers',
    ],
    'without a status': [
      frames((stream) => headersFrame(stream, { 'content-type': 'application/grpc' }), message, trailers('0')),
      'Internal: malformed header: missing HTTP status',
    ],
    'in front of the headers': [
      frames(message, head, trailers('0')),
      'Internal: the server sent data in front of its headers',
    ],
  })
})

test('a reset is reported by its name, with the code that gRPC gives it', async (t) => {
  const resets: readonly (readonly [number, string])[] = [
    [0, 'Internal: NO_ERROR'],
    [1, 'Internal: PROTOCOL_ERROR'],
    [2, 'Internal: INTERNAL_ERROR'],
    [3, 'ResourceExhausted: FLOW_CONTROL_ERROR'],
    [4, 'Internal: SETTINGS_TIMEOUT'],
    [5, 'Internal: STREAM_CLOSED'],
    [6, 'Internal: FRAME_SIZE_ERROR'],
    [8, 'Canceled: CANCEL'],
    [9, 'Internal: COMPRESSION_ERROR'],
    [10, 'Internal: CONNECT_ERROR'],
    [11, 'ResourceExhausted: ENHANCE_YOUR_CALM'],
    [12, 'PermissionDenied: INADEQUATE_SECURITY'],
    [13, 'Internal: HTTP_1_1_REQUIRED'],
    [14, 'Unknown: unknown error code 0xe'],
    [0xffffffff, 'Unknown: unknown error code 0xffffffff'],
  ]
  for (const [code, wanted] of resets) {
    const text = wanted.replace(': ', ': stream terminated by RST_STREAM with error code: ')
    assert.deepEqual(
      await put(
        t,
        frames((stream) => resetFrame(stream, code)),
      ),
      [text, 1],
    )
  }
})

test('a connection that is lost under a call is reported in the words of the release', async (t) => {
  const farewell = thenCut((stream) => goawayFrame(stream, 2, 'bye'))
  await check(t, {
    'at once': [thenCut(), 'Unavailable: error reading from server: EOF'],
    'within a message': [
      thenCut(head, (stream) => dataFrame(stream, Uint8Array.of(0, 0, 0, 0, 9))),
      'Unavailable: error reading from server: EOF',
    ],
    'behind a farewell': [
      farewell,
      'Unavailable: closing transport due to: connection error: desc = "error reading from server: EOF", received prior goaway: code: INTERNAL_ERROR, debug data: "bye"',
    ],
    'for what it sent': [
      frames((stream) => dataFrame(stream, new Uint8Array(16_385))),
      'Unavailable: error reading from server: http2: frame too large',
    ],
    'for how it packed its headers': [
      frames((stream) => {
        const bytes = Uint8Array.from(headersFrame(stream, grpcHead))
        bytes[9] = 0xff
        return bytes
      }),
      'Unavailable: error reading from server: connection error: COMPRESSION_ERROR',
    ],
  })
  await check(t, { 'in 3.4': [farewell, 'Unavailable: transport is closing'] }, '3.4')
})

test('header fields that HTTP/2 does not allow end the call', async (t) => {
  const fields = (extra: Record<string, string>) => frames((stream) => answerFrames(stream, extra))
  await check(t, {
    'a control character': [
      fields({ 'grpc-status': '5', x: 'a\x1b[31m' }),
      'Internal: invalid header field value for "x"',
    ],
    'a line end': [
      fields({ 'grpc-status': '5', 'grpc-message': 'a\nb' }),
      'Internal: invalid header field value for "grpc-message"',
    ],
    'a name in upper case': [fields({ 'grpc-status': '0', Xy: '' }), 'Internal: invalid header field name "Xy"'],
    'a name with a space': [fields({ 'grpc-status': '0', 'x y': '' }), 'Internal: invalid header field name "x y"'],
    'no name': [fields({ 'grpc-status': '0', '': '' }), 'Internal: invalid header field name ""'],
    'a pseudo field behind others': [
      fields({ 'grpc-status': '0', ':status': '200' }),
      'Internal: pseudo header field after regular',
    ],
    'an unknown pseudo field': [fields({ ':x': '', 'grpc-status': '0' }), 'Internal: invalid pseudo-header ":x"'],
    'a tab': [fields({ 'grpc-status': '5', 'grpc-message': 'a\tb' }), 'NotFound: a\tb'],
  })
})

test('metadata that should be base64 has to be', async (t) => {
  const withBinary = (value: string) => frames((stream) => answerFrames(stream, { 'grpc-status': '0', 'x-bin': value }))
  for (const value of ['', 'YQ', 'YQ==', 'YWI=', 'YWJj', '+/8']) {
    assert.deepEqual(await put(t, withBinary(value)), ['OK', 1], value)
  }
  const mistakes: readonly (readonly [string, number])[] = [
    ['%', 0],
    ['YW*j', 2],
    ['Y', 1],
    ['a b', 1],
  ]
  for (const [value, at] of mistakes) {
    const text = `Internal: transport: malformed x-bin: illegal base64 data at input byte ${at}`
    assert.deepEqual(await put(t, withBinary(value)), [text, 1])
  }
})

test('a server that takes no header lists as long as ours gets no call', async (t) => {
  const server = await startFrameServer(t, ({ stream, socket }) => void socket.write(answerFrames(stream)))
  const client = await openTestClient(t, [server.endpoint])
  await client.kv.put({ key: bytes('k') }, within(60_000))
  server.send(settingsFrame(6, 10))
  await client.kv.put({ key: bytes('k') }, within(60_000))
  await assert.rejects(client.kv.put({ key: bytes('k') }, within(60_000)), {
    message:
      'rpc error: code = Internal desc = header list size to send violates the maximum size (10 bytes) set by server',
  })
  assert.equal(server.requests(), 2)
})

test('what 3.4 says', async (t) => {
  await check(
    t,
    {
      'no message': [frames(head, trailers('0')), 'EOF'],
      'two messages': [
        frames(head, message, message, trailers('0')),
        'Unknown: grpc: client streaming protocol violation: get <nil>, want <EOF>',
      ],
      'a malformed status': [
        frames(head, message, trailers('0.0')),
        'Internal: transport: malformed grpc-status: strconv.Atoi: parsing "0.0": invalid syntax',
      ],
      'a part of a prefix': [
        frames(head, (stream) => dataFrame(stream, Uint8Array.of(0, 0)), trailers('5')),
        'Internal: unexpected EOF',
      ],
      'a page without a type': [
        frames((stream) => headersFrame(stream, { ':status': '404' }, true)),
        'Unimplemented: Not Found: HTTP status code 404; transport: missing content-type field',
      ],
    },
    '3.4',
  )
})

test('over grpc-js a malformed answer is no success either, and a refused write comes twice at most', async (t) => {
  const bad: Readonly<Record<string, Answer>> = {
    'a status in the headers, then the connection breaks': thenCut(headWithStatus, message),
    'a status in the headers, and the data ends the stream': frames(headWithStatus, (stream) =>
      dataFrame(stream, emptyMessage, true),
    ),
    'no status': frames(head, message, (stream) => headersFrame(stream, { a: 'b' }, true)),
    'no message': frames(head, trailers('0')),
    'two messages': frames(head, message, message, trailers('0')),
    'a page': frames(page('200', html, false), message, trailers('0')),
    'no type': frames((stream) => headersFrame(stream, { ':status': '200' }), message, trailers('0')),
    'a page under 404': frames(page('404', html, false), message, trailers('0')),
    refused: frames((stream) => resetFrame(stream, 7)),
    'turned away': frames(() => goawayFrame(0)),
    'a text': frames((stream) =>
      answerFrames(stream, { 'grpc-status': '14', 'grpc-message': 'No connection established' }),
    ),
  }
  for (const [name, answer] of Object.entries(bad)) {
    const server = await startFrameServer(t, answer)
    const client = await openTestClient(t, [server.endpoint], { transport: 'grpc-js' })
    const outcome = await client.kv.put({ key: bytes('k') }, within(3000)).then(
      () => 'OK',
      () => 'failed',
    )
    client.close()
    assert.equal(outcome, 'failed', name)
    assert.ok(server.requests() <= 2, `${name}: ${server.requests()} requests`)
  }
  const server = await startFrameServer(t, ({ stream, socket }) => void socket.write(answerFrames(stream)))
  const client = await openTestClient(t, [server.endpoint], { transport: 'grpc-js' })
  await client.kv.put({ key: bytes('k') }, within(60_000))
  client.close()
})

test('a stream in both directions ends at once at a web page', async (t) => {
  const server = await startFrameServer(t, frames(page('200', html, false), body))
  const client = await openTestClient(t, [server.endpoint], { apiVersion: '3.5' })
  const stream = await client.duplexStream(Watch.watch, within(60_000))
  stream.send({})
  stream.end()
  await assert.rejects(stream.messages().next(), {
    message: `rpc error: code = Unknown desc = ${status('200 (OK)')}\ndata: "<p>\\n\\"no\\""`,
  })
  client.close()
})
