import assert from 'node:assert/strict'
import test from 'node:test'
import { ResponseReader } from '../../../src/v2/http/response-reader.ts'

const broken = 'net/http: HTTP/1.x transport connection broken: '

interface Read {
  readonly status: number | undefined
  readonly body: string
  readonly isLast: boolean
}

function read(text: string, size: number): Read {
  const bytes = Buffer.from(text, 'latin1')
  const reader = new ResponseReader(() => undefined)
  for (let at = 0; at < bytes.length; at += size) reader.take(Uint8Array.from(bytes.subarray(at, at + size)))
  if (!reader.isDone) reader.end()
  return { status: reader.head?.status, body: Buffer.from(reader.body).toString(), isLast: reader.isLast }
}

const whole: readonly (readonly [name: string, text: string, read: Read])[] = [
  ['a length', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc', { status: 200, body: 'abc', isLast: false }],
  ['no length', 'HTTP/1.1 404 No\r\n\r\nabc', { status: 404, body: 'abc', isLast: true }],
  ['no body', 'HTTP/1.1 204 No\r\n\r\n', { status: 204, body: '', isLast: false }],
  ['an empty body', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', { status: 200, body: '', isLast: false }],
  [
    'chunks',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nT: r\r\n\r\n',
    { status: 200, body: 'abc0123456789', isLast: false },
  ],
  ['lines without CR', 'HTTP/1.1 200 OK\nContent-Length: 2\n\n{}', { status: 200, body: '{}', isLast: false }],
  [
    'an answer in advance',
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}',
    { status: 200, body: '{}', isLast: false },
  ],
  ['HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}', { status: 200, body: '{}', isLast: true }],
  [
    'a farewell',
    'HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 2\r\n\r\n{}',
    { status: 200, body: '{}', isLast: true },
  ],
]

for (const [name, text, expected] of whole) {
  for (const size of [1, 7, 1000]) {
    test(`a response with ${name}, ${size} bytes at a time`, () => {
      assert.deepEqual(read(text, size), expected)
    })
  }
}

test('bytes behind a response make it the last one', () => {
  assert.equal(read('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab', 1000).isLast, true)
})

/** As etcdctl 3.4.37 words them. */
const refused: readonly (readonly [text: string, problem: string])[] = [
  ['', 'EOF'],
  ['foo bar\r\n\r\n', `${broken}malformed HTTP status code "bar"`],
  ['{"a":1}', `${broken}malformed HTTP response "{\\"a\\":1}"`],
  ['HTTP/1.1\r\n\r\n', `${broken}malformed HTTP response "HTTP/1.1"`],
  ['HTTP/x.1 200 OK\r\n\r\n', `${broken}malformed HTTP version "HTTP/x.1"`],
  ['HTTP/1.1 2x0 OK\r\n\r\n', `${broken}malformed HTTP status code "2x0"`],
  ['HTTP/1.1 200 OK\r\nfoo\r\n\r\n', `${broken}malformed MIME header: missing colon: "foo"`],
  ['HTTP/1.1 200 OK\r\n: bar\r\n\r\n', `${broken}malformed MIME header line: ": bar"`],
  ['HTTP/1.1 200 OK\r\nContent-Le', `${broken}malformed MIME header: missing colon: "Content-Le"`],
  ['HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n', `${broken}bad Content-Length "x"`],
  ['HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n', `${broken}bad Content-Length "-1"`],
  [
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n',
    `${broken}http: message cannot contain multiple Content-Length headers; got ["2" "3"]`,
  ],
  ['HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n', `${broken}unsupported transfer encoding: "gzip"`],
  ['HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc', 'unexpected EOF'],
  ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc', 'unexpected EOF'],
  ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n', 'unexpected EOF'],
  ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 'invalid byte in chunk length'],
]

for (const [text, problem] of refused) {
  test(`the response ${JSON.stringify(text)} is refused`, () => {
    for (const size of [1, 1000]) assert.throws(() => read(text, size), { message: problem })
  })
}
