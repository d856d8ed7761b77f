import assert from 'node:assert/strict'
import test, { mock } from 'node:test'
import { frame, frameFlags, frameTypes, setU32 } from '../../../src/client/http2/frame.ts'
import { FrameReader } from '../../../src/client/http2/frame-reader.ts'
import { encodeHeaders } from '../../../src/client/http2/header-encoder.ts'
import { Http2Connection, type OpenStream } from '../../../src/client/http2/http2-connection.ts'
import type { EndReason } from '../../../src/client/http2/stream.ts'
import { lossOf } from '../../../src/client/link/node-link.ts'

const { data, headers, rstStream, settings, ping, goaway, windowUpdate, continuation, pushPromise } = frameTypes
const { endStream, endHeaders, ack, padded, priority } = frameFlags
const prefaceBytes = 24

// what a connection writes late is written when the test looks
mock.timers.enable({ apis: ['setTimeout'] })

interface Sent {
  readonly type: number
  readonly flags: number
  readonly stream: number
  readonly payload: Uint8Array
}

/** A connection whose peer is the test. */
class Peer {
  readonly seen: string[] = []
  isEnded = false
  isDestroyed = false
  /** What the connection writes is taken by the system. */
  isIdle = true
  readonly connection: Http2Connection
  private readonly written: Uint8Array[] = []

  constructor() {
    const peer = this
    this.connection = new Http2Connection(
      {
        get isIdle() {
          return peer.isIdle
        },
        write: (bytes) => void this.written.push(Uint8Array.from(bytes)),
        end: () => {
          this.isEnded = true
        },
        destroy: () => {
          this.isDestroyed = true
        },
      },
      {
        ready: () => void this.seen.push('ready'),
        closing: () => void this.seen.push('closing'),
        closed: () => void this.seen.push('closed'),
      },
    )
    this.written[0] = (this.written[0] ?? new Uint8Array()).subarray(prefaceBytes)
  }

  /** What was sent since the last look. */
  sent(): Sent[] {
    mock.timers.tick(10)
    const frames: Sent[] = []
    const reader = new FrameReader({
      frame: (head, payload) => void frames.push({ ...head, payload: Uint8Array.from(payload) }),
      data: (head, piece, isLast) => {
        if (isLast) frames.push({ ...head, payload: Uint8Array.from(piece) })
      },
    })
    // whole writes only, so that data comes in one piece
    for (const bytes of this.written.splice(0)) reader.take(bytes)
    return frames
  }

  /** How often something was written since the last look at what was sent. */
  get writes(): number {
    return this.written.length
  }

  receive(...frames: Uint8Array[]): void {
    this.connection.take(Buffer.concat(frames))
  }

  call(body: Uint8Array = Uint8Array.of(1, 2, 3), isSlow = false, isOpen = false): OpenStream & { events: unknown[] } {
    const events: unknown[] = []
    const stream = this.connection.request({
      fields: { ':method': 'POST' },
      body,
      isSlow,
      isOpen,
      events: {
        headers: (fields) => void events.push(Object.fromEntries(fields)),
        data: (piece) => void events.push([...piece]),
        ended: (reason: EndReason) => void events.push(reason),
      },
    })
    return { events, ...stream }
  }
}

function open(...list: readonly (readonly [id: number, value: number])[]): Peer {
  const peer = new Peer()
  peer.receive(settingsFrame(...list))
  peer.sent()
  return peer
}

function settingsFrame(...list: readonly (readonly [id: number, value: number])[]): Uint8Array {
  const payload = new Uint8Array(list.length * 6)
  for (const [at, [id, value]] of list.entries()) {
    payload[at * 6 + 1] = id
    setU32(payload, at * 6 + 2, value)
  }
  return frame(settings, 0, 0, payload)
}

function number(type: number, stream: number, value: number): Uint8Array {
  const payload = new Uint8Array(type === goaway ? 8 : 4)
  setU32(payload, 0, value)
  return frame(type, 0, stream, payload)
}

const answer = encodeHeaders({ ':status': '200' })
const trailers = encodeHeaders({ 'grpc-status': '0' })

test('a connection begins with its settings and is open once the server has sent its own', () => {
  const peer = new Peer()
  assert.equal(peer.connection.isOpen, false)
  assert.deepEqual(
    peer.sent().map(({ type }) => type),
    [settings, windowUpdate],
  )
  peer.receive(settingsFrame())
  assert.equal(peer.connection.isOpen, true)
  assert.deepEqual(peer.seen, ['ready'])
  assert.deepEqual(
    peer.sent().map(({ type, flags }) => [type, flags]),
    [[settings, ack]],
  )
})

test('a call is a header block and its body, and its answer comes in order, however it is cut', () => {
  const bytes = Buffer.concat([
    frame(headers, endHeaders, 1, answer),
    frame(data, 0, 1, Uint8Array.of(7, 8)),
    frame(data, padded, 1, Uint8Array.of(2, 9, 0, 0)),
    frame(headers, endHeaders | endStream, 1, trailers),
  ])
  for (const size of [1, 2, 7, 10, 1000]) {
    const peer = open()
    const { events } = peer.call()
    assert.deepEqual(
      peer.sent().map(({ type, flags, stream }) => [type, flags, stream]),
      [
        [headers, endHeaders, 1],
        [data, endStream, 1],
      ],
    )
    for (let at = 0; at < bytes.length; at += size) peer.receive(bytes.subarray(at, at + size))
    const pieces = events.filter((event) => Array.isArray(event)).flat()
    assert.deepEqual(pieces, [7, 8, 9], `in pieces of ${size}`)
    assert.deepEqual(
      events.filter((event) => !Array.isArray(event)),
      [{ ':status': '200' }, { 'grpc-status': '0' }, { kind: 'done' }],
    )
  }
})

test('header blocks may come with a priority, with padding, and in parts', () => {
  const peer = open()
  const { events } = peer.call()
  const first = Buffer.concat([Uint8Array.of(1), new Uint8Array(5), answer.subarray(0, 3), Uint8Array.of(0)])
  peer.receive(frame(headers, padded | priority, 1, first), frame(continuation, endHeaders, 1, answer.subarray(3)))
  assert.deepEqual(events, [{ ':status': '200' }])
})

test('a long header block goes out in parts', () => {
  const peer = open()
  peer.connection.request({
    fields: { token: 'x'.repeat(40_000) },
    body: Uint8Array.of(1),
    events: { headers() {}, data() {}, ended() {} },
  })
  assert.deepEqual(
    peer.sent().map(({ type, flags }) => [type, flags]),
    [
      [headers, 0],
      [continuation, 0],
      [continuation, endHeaders],
      [data, endStream],
    ],
  )
})

test('a body waits for the windows of its stream and of the connection', () => {
  const peer = open([4, 10])
  peer.call(new Uint8Array(25))
  const lengths = (): number[] =>
    peer
      .sent()
      .filter(({ type }) => type === data)
      .map(({ payload }) => payload.length)
  assert.deepEqual(lengths(), [10])
  peer.receive(number(windowUpdate, 1, 5))
  assert.deepEqual(lengths(), [5])
  // all streams get the difference
  peer.receive(settingsFrame([4, 12]))
  assert.deepEqual(lengths(), [2])
  peer.receive(number(windowUpdate, 1, 100))
  assert.deepEqual(lengths(), [8])
})

test('no more is sent than the connection takes, in frames of the size that every server takes', () => {
  const peer = open([4, 1_000_000])
  peer.call(new Uint8Array(100_000))
  const sizes = peer.sent().flatMap(({ type, payload }) => (type === data ? payload.length : []))
  assert.equal(
    sizes.reduce((sum, size) => sum + size, 0),
    65_535,
  )
  assert.ok(sizes.every((size) => size <= 16_384))
  peer.receive(number(windowUpdate, 0, 50_000))
  const rest = peer.sent().filter(({ type }) => type === data)
  assert.equal(
    rest.reduce((sum, { payload }) => sum + payload.length, 0),
    34_465,
  )
  assert.equal(rest.at(-1)?.flags, endStream)
})

test('an open body goes out piece by piece, after headers that go at once, until it is finished', () => {
  const peer = open()
  const stream = peer.call(new Uint8Array(), true, true)
  const shown = () => peer.sent().map(({ type, flags, payload }) => [type, flags, type === data ? [...payload] : []])
  assert.deepEqual(shown(), [[headers, endHeaders, []]])
  stream.send(Uint8Array.of(1, 2))
  stream.send(Uint8Array.of(3))
  assert.deepEqual(shown(), [
    [data, 0, [1, 2]],
    [data, 0, [3]],
  ])
  stream.finish()
  stream.send(Uint8Array.of(4))
  stream.finish()
  assert.deepEqual(shown(), [[data, endStream, []]])
  peer.receive(frame(headers, endHeaders | endStream, 1, trailers))
  assert.deepEqual(stream.events.at(-1), { kind: 'done' })
  assert.deepEqual(peer.sent(), [])
})

test('the pieces of an open body wait for the windows, in their order', () => {
  const peer = open([4, 3])
  const stream = peer.call(new Uint8Array(), true, true)
  const shown = () => peer.sent().flatMap(({ type, payload, flags }) => (type === data ? [[flags, ...payload]] : []))
  stream.send(Uint8Array.of(1, 2))
  stream.send(Uint8Array.of(3, 4, 5))
  assert.deepEqual(shown(), [
    [0, 1, 2],
    [0, 3],
  ])
  stream.finish()
  peer.receive(number(windowUpdate, 1, 1))
  assert.deepEqual(shown(), [[0, 4]])
  peer.receive(settingsFrame([4, 100]))
  assert.deepEqual(shown(), [[endStream, 5]])
})

test('an open body waits for the turn of its stream', () => {
  const peer = open([3, 1])
  peer.call()
  const stream = peer.call(new Uint8Array(), true, true)
  stream.send(Uint8Array.of(7))
  peer.sent()
  peer.receive(frame(headers, endHeaders | endStream, 1, trailers))
  assert.deepEqual(
    peer.sent().map(({ type, stream: id, payload }) => [type, id, type === data ? [...payload] : []]),
    [
      [headers, 3, []],
      [data, 3, [7]],
    ],
  )
})

test('a server that ends a stream whose body is open is told that no more comes, and nothing more is sent', () => {
  const peer = open()
  const stream = peer.call(new Uint8Array(), true, true)
  peer.sent()
  peer.receive(frame(headers, endHeaders | endStream, 1, trailers))
  stream.send(Uint8Array.of(1))
  stream.finish()
  stream.cancel()
  assert.deepEqual(
    peer.sent().map(({ type, stream: id }) => [type, id]),
    [[rstStream, 1]],
  )
  assert.equal(peer.connection.isBusy, false)
})

test('the server is told when half of a window has been used, padding included', () => {
  const peer = open()
  peer.call()
  peer.sent()
  const piece = frame(data, 0, 1, new Uint8Array(16_384))
  const padding = frame(data, padded, 1, Buffer.concat([Uint8Array.of(255), new Uint8Array(16_383)]))
  for (let at = 0; at < 126; at++) peer.receive(piece)
  assert.deepEqual(peer.sent(), [])
  peer.receive(padding, padding)
  const granted = peer.sent().map(({ type, stream, payload }) => [type, stream, Buffer.from(payload).readUInt32BE()])
  assert.deepEqual(granted, [
    [windowUpdate, 0, 128 * 16_384],
    [windowUpdate, 1, 128 * 16_384],
  ])
})

test('on a slow stream the server is told of what has been taken only', () => {
  const peer = open()
  const { taken } = peer.call(undefined, true)
  peer.sent()
  for (let at = 0; at < 200; at++) peer.receive(frame(data, 0, 1, new Uint8Array(16_384)))
  assert.deepEqual(
    peer.sent().map(({ stream }) => stream),
    [0],
  )
  taken(2 * 1024 * 1024)
  assert.deepEqual(
    peer.sent().map(({ type, stream }) => [type, stream]),
    [[windowUpdate, 1]],
  )
})

test('more calls than the server takes at a time wait for their turn', () => {
  const peer = open([3, 1])
  const first = peer.call()
  const second = peer.call()
  const third = peer.call()
  third.cancel()
  assert.deepEqual(
    peer.sent().map(({ stream }) => stream),
    [1, 1],
  )
  peer.receive(frame(headers, endHeaders | endStream, 1, trailers))
  assert.deepEqual(first.events.at(-1), { kind: 'done' })
  assert.deepEqual(
    peer.sent().map(({ stream }) => stream),
    [3, 3],
  )
  peer.receive(frame(headers, endHeaders | endStream, 3, trailers))
  assert.deepEqual(second.events.at(-1), { kind: 'done' })
  assert.deepEqual(peer.sent(), [])
})

test('a reset ends its own stream only', () => {
  const peer = open()
  const [first, second] = [peer.call(), peer.call()]
  peer.receive(number(rstStream, 1, 7))
  assert.deepEqual(first.events, [{ kind: 'reset', code: 7 }])
  assert.deepEqual(second.events, [])
  assert.equal(peer.connection.isOpen, true)
})

test('a call that is given up is reset, and what still comes for it is passed over', () => {
  const peer = open()
  const { events, cancel } = peer.call()
  peer.sent()
  cancel()
  assert.deepEqual(
    peer.sent().map(({ type, payload }) => [type, payload[3]]),
    [[rstStream, 8]],
  )
  peer.receive(frame(headers, endHeaders, 1, answer), frame(data, endStream, 1, Uint8Array.of(1)))
  assert.deepEqual(events, [{ kind: 'reset', code: 8 }])
  assert.equal(peer.connection.isOpen, true)
})

test('a server that answers before it has read the whole call is told to forget the rest', () => {
  const peer = open([4, 10])
  const { events } = peer.call(new Uint8Array(100))
  peer.sent()
  peer.receive(frame(headers, endHeaders | endStream, 1, trailers))
  assert.deepEqual(events.at(-1), { kind: 'done' })
  assert.deepEqual(
    peer.sent().map(({ type, stream }) => [type, stream]),
    [[rstStream, 1]],
  )
})

test('when the server goes away, the calls that it has seen go on and the others are known to be unseen', () => {
  const peer = open()
  const [first, second] = [peer.call(), peer.call()]
  peer.receive(number(goaway, 0, 1))
  assert.equal(peer.connection.isOpen, false)
  assert.deepEqual(peer.seen, ['ready', 'closing'])
  assert.deepEqual(second.events, [{ kind: 'unseen', isUnsent: false }])
  assert.equal(peer.isEnded, false)
  peer.receive(frame(headers, endHeaders | endStream, 1, trailers))
  assert.deepEqual(first.events.at(-1), { kind: 'done' })
  assert.equal(peer.isEnded, true)
})

test('a lost connection ends all calls, each once', () => {
  const peer = open([3, 1])
  const [first, waiting] = [peer.call(), peer.call()]
  peer.connection.lost()
  peer.connection.lost()
  assert.deepEqual(first.events, [{ kind: 'lost', loss: { cause: 'EOF', goaway: undefined } }])
  assert.deepEqual(waiting.events, [{ kind: 'unseen', isUnsent: true }])
  assert.deepEqual(peer.seen, ['ready', 'closed'])
})

test('a close waits for the open calls', () => {
  const peer = open()
  peer.call()
  peer.connection.close()
  assert.equal(peer.isEnded, false)
  peer.receive(frame(headers, endHeaders | endStream, 1, trailers))
  assert.equal(peer.isEnded, true)
})

test('pings are answered, and whoever sent one learns when the answer is there', () => {
  const peer = open()
  const payload = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)
  peer.receive(frame(ping, 0, 0, payload))
  assert.deepEqual(
    peer.sent().map(({ type, flags, payload }) => [type, flags, ...payload]),
    [[ping, ack, ...payload]],
  )
  let answered = 0
  peer.connection.ping(() => {
    answered++
  })
  assert.equal(answered, 0)
  peer.receive(frame(ping, ack, 0, new Uint8Array(8)))
  assert.equal(answered, 1)
})

test('frames of types that are not known are passed over', () => {
  const peer = open()
  peer.receive(frame(0x42, 0xff, 0, Uint8Array.of(1, 2, 3)), frame(2, 0, 1, new Uint8Array(5)))
  assert.equal(peer.connection.isOpen, true)
})

test('the cause of a lost connection, and what the server said before, are reported', () => {
  const peer = open()
  const { events } = peer.call()
  peer.receive(frame(goaway, 0, 0, Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 2, 0x62, 0xff)))
  peer.connection.lost('connection reset by peer')
  const loss = { cause: 'connection reset by peer', goaway: { code: 2, debug: 'b\xff' } }
  assert.deepEqual(events, [{ kind: 'lost', loss }])
})

test('errors of a socket have the names of the original', () => {
  const names = ['ECONNRESET', 'ETIMEDOUT', 'EPIPE'].map((code) => lossOf(Object.assign(new Error(code), { code })))
  assert.deepEqual(names, ['connection reset by peer', 'connection timed out', undefined])
})

const broken: Readonly<Record<string, Uint8Array>> = {
  'an answer in HTTP/1': Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'),
  'a TLS alert': Uint8Array.of(0x15, 3, 1, 0, 2, 2, 0x46, 0, 0),
  'a first frame that is not the settings': frame(ping, 0, 0, new Uint8Array(8)),
  'a first frame that confirms settings': frame(settings, ack, 0),
}

test('a server that does not begin in HTTP/2 is left', () => {
  for (const [name, bytes] of Object.entries(broken)) {
    const peer = new Peer()
    peer.receive(bytes)
    assert.deepEqual(peer.seen, ['closed'], name)
    assert.equal(peer.isDestroyed, true, name)
  }
})

const violations: Readonly<Record<string, readonly Uint8Array[]>> = {
  'a frame that is too large': [frame(data, 0, 1, new Uint8Array(16_385))],
  'a push': [frame(pushPromise, endHeaders, 1, new Uint8Array(4))],
  'a continuation of nothing': [frame(continuation, endHeaders, 1, answer)],
  'a header block that is interrupted': [frame(headers, 0, 1, answer), frame(ping, 0, 0, new Uint8Array(8))],
  'a header block of another stream within': [frame(headers, 0, 1, answer), frame(continuation, endHeaders, 3, answer)],
  'more padding than payload': [frame(data, padded, 1, Uint8Array.of(9, 1))],
  'a damaged header block': [frame(headers, endHeaders, 1, Uint8Array.of(0xff))],
  'settings that are cut short': [frame(settings, 0, 0, new Uint8Array(5))],
  'a reset that is cut short': [frame(rstStream, 0, 1, new Uint8Array(2))],
  'a window that does not grow': [number(windowUpdate, 0, 0)],
  'a window without bounds': [number(windowUpdate, 0, 0x7fffffff), number(windowUpdate, 0, 0x7fffffff)],
  'a first window without bounds': [settingsFrame([4, 0x80000000])],
  'frames that may be too small': [settingsFrame([5, 16_383])],
  'frames that may be too large': [settingsFrame([5, 16_777_216])],
  'settings that confirm and say more': [frame(settings, ack, 0, new Uint8Array(6))],
  'settings of a stream': [frame(settings, 0, 1)],
  'a ping of a stream': [frame(ping, 0, 1, new Uint8Array(8))],
  'a ping that is too short': [frame(ping, 0, 0, new Uint8Array(7))],
  'a farewell of a stream': [frame(goaway, 0, 1, new Uint8Array(8))],
  'a farewell that is cut short': [frame(goaway, 0, 0, new Uint8Array(7))],
  'a farewell to a stream that the server opened': [number(goaway, 0, 2)],
  'a farewell that takes back another': [number(goaway, 0, 1), number(goaway, 0, 3)],
  'headers of no stream': [frame(headers, endHeaders, 0, answer)],
  'data of no stream': [frame(data, 0, 0, Uint8Array.of(1))],
  'a reset of no stream': [number(rstStream, 0, 0)],
  'a reset that is too long': [frame(rstStream, 0, 1, new Uint8Array(5))],
  'a window that is too long': [frame(windowUpdate, 0, 1, new Uint8Array(5))],
  'a priority that is cut short': [frame(2, 0, 1, new Uint8Array(4))],
  'a header block without an end': [
    frame(headers, 0, 1, answer),
    ...Array.from({ length: 70 }, () => frame(continuation, 0, 1, new Uint8Array(16_384))),
  ],
  'a header block of empty parts without an end': [
    frame(headers, 0, 1, answer),
    ...Array.from({ length: 120_000 }, () => frame(continuation, 0, 1)),
  ],
}

test('what breaks the rules of one stream ends that one only', () => {
  const field = (name: string, value: string) => frame(headers, endHeaders, 1, encodeHeaders({ [name]: value }))
  const cases: Readonly<Record<string, readonly [Uint8Array, details: string]>> = {
    'a control character': [field('x', 'a\0'), 'invalid header field value for "x"'],
    'a window that does not grow': [number(windowUpdate, 1, 0), 'received invalid frame'],
  }
  for (const [name, [bytes, details]] of Object.entries(cases)) {
    const peer = open()
    const [first, second] = [peer.call(), peer.call()]
    peer.sent()
    peer.receive(bytes)
    assert.deepEqual(first.events, [{ kind: 'broken', details }], name)
    assert.deepEqual(second.events, [], name)
    assert.deepEqual(
      peer.sent().map(({ type, stream, payload }) => [type, stream, payload[3]]),
      [[rstStream, 1, 1]],
    )
    assert.equal(peer.connection.isOpen, true, name)
  }
})

test('headers that are cut short end their call as a broken one, and the connection with it', () => {
  for (const flags of [priority, padded]) {
    const peer = open()
    const [first, second] = [peer.call(), peer.call()]
    peer.receive(frame(headers, flags | endHeaders, 1, Uint8Array.of(9)))
    assert.deepEqual(first.events, [{ kind: 'broken', details: 'received invalid frame' }])
    assert.equal(kindOf(second.events[0]), 'lost')
    assert.equal(peer.isDestroyed, true)
  }
})

test('a stream that gets more than it may is reset, and a connection that does is left', () => {
  const piece = frame(data, 0, 1, new Uint8Array(16_384))
  const peer = open()
  const { events } = peer.call(undefined, true)
  for (let at = 0; at < 257; at++) peer.receive(piece)
  const details = `received ${257 * 16_384}-bytes data exceeding the limit ${256 * 16_384} bytes`
  assert.deepEqual(events.at(-1), { kind: 'broken', details })
  assert.equal(events.length, 257)
  assert.equal(peer.connection.isOpen, true)
})

test('a server that asks on and on without reading is left, and one that reads is not', () => {
  const question = frame(ping, 0, 0, new Uint8Array(8))
  for (const flood of [question, settingsFrame()]) {
    const deaf = open()
    deaf.isIdle = false
    const { events } = deaf.call()
    for (let at = 0; at < 999; at++) deaf.receive(flood)
    assert.deepEqual(events, [])
    deaf.receive(flood)
    const loss = { cause: 'connection error: ENHANCE_YOUR_CALM', goaway: undefined }
    assert.deepEqual(events, [{ kind: 'lost', loss }])
    assert.equal(deaf.isDestroyed, true)
    const reader = open()
    for (let at = 0; at < 100_000; at++) reader.receive(flood)
    assert.equal(reader.connection.isOpen, true)
    assert.ok(reader.writes > 1000)
  }
})

test('a deadline holds while the server sends without a pause', () => {
  const peer = open()
  const expired: string[] = []
  const request = (name: string, deadlineMs: number): void => {
    const stream = peer.connection.request({
      fields: { ':method': 'POST' },
      body: Uint8Array.of(1),
      deadlineMs,
      events: {
        headers() {},
        data() {},
        ended() {},
        expired: () => {
          expired.push(name)
          stream.cancel()
        },
      },
    })
  }
  request('late', Date.now() - 1)
  request('early', Date.now() + 3_600_000)
  for (let at = 0; at < 2; at++) peer.receive(frame(0x42, 0, 0, new Uint8Array(100)))
  assert.deepEqual(expired, ['late'])
})

test('a server that breaks the rules loses the connection and all calls', () => {
  for (const [name, frames] of Object.entries(violations)) {
    const peer = open()
    const { events } = peer.call()
    peer.receive(...frames)
    assert.equal(kindOf(events.at(-1)), 'lost', name)
    assert.equal(peer.seen.at(-1), 'closed', name)
    assert.equal(peer.isDestroyed, true, name)
    peer.receive(frame(headers, endHeaders | endStream, 1, trailers))
    assert.equal(events.filter((event) => !Array.isArray(event)).length, 1, name)
  }
})

test('whatever bytes come, calls end and nothing else is thrown', () => {
  const valid = Buffer.concat([
    settingsFrame([3, 5], [4, 100]),
    frame(headers, endHeaders, 1, answer),
    frame(data, padded, 1, Uint8Array.of(1, 9, 0)),
    number(windowUpdate, 1, 50),
    frame(headers, 0, 1, trailers.subarray(0, 4)),
    frame(continuation, endHeaders | endStream, 1, trailers.subarray(4)),
    number(goaway, 0, 1),
  ])
  for (let at = 0; at < valid.length; at++) {
    for (const value of [0x00, 0x01, 0x7f, 0x80, 0xff]) {
      const peer = open()
      const { events } = peer.call(new Uint8Array(200))
      const bytes = Uint8Array.from(valid)
      bytes[at] = value
      peer.connection.take(bytes.subarray(0, 40))
      peer.connection.take(bytes.subarray(40))
      peer.connection.lost()
      assert.equal(events.filter((event) => typeof event === 'object' && event !== null && 'kind' in event).length, 1)
    }
  }
})

test('a confirmation goes along with the call that follows, in front of it', () => {
  const peer = new Peer()
  peer.sent()
  peer.receive(settingsFrame())
  peer.call()
  peer.receive(frame(ping, 0, 0, new Uint8Array(8)))
  assert.equal(peer.writes, 1)
  assert.deepEqual(
    peer.sent().map(({ type, flags, stream }) => (stream === 0 ? [type, flags] : [type])),
    [[settings, ack], [headers], [data], [ping, ack]],
  )
})

function kindOf(event: unknown): unknown {
  return typeof event === 'object' && event !== null && 'kind' in event ? event.kind : undefined
}
