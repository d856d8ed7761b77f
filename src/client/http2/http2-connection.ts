import { joinBytes, latin1, utf8 } from '../../base/bytes.ts'
import type { Link, LinkOwner } from '../link/link.ts'
import { errorCodes } from './error-codes.ts'
import {
  type FrameHead,
  frame,
  frameFlags,
  frameTypes,
  headBytes,
  largestPayload,
  setU32,
  u32,
  withoutPadding,
} from './frame.ts'
import { FrameReader } from './frame-reader.ts'
import { fieldOverhead, HeaderDecoder, largestList } from './header-decoder.ts'
import { encodeHeaders, noTable } from './header-encoder.ts'
import { MalformedHeaders, ProtocolError } from './protocol-error.ts'
import { SendWindow } from './send-window.ts'
import { parseSettings } from './settings.ts'
import { type EndReason, type Loss, Stream, type StreamRequest } from './stream.ts'

/** How much may come on a stream, and on the connection, before we say that we take more. */
const windowBytes = 4 * 1024 * 1024
/** What a connection may receive at first. */
const usualWindow = 65_535
const lastStreamId = 0x7fffffff
/** The most confirmations that may wait for a server that does not read; no server asks for more at a time. */
const mostConfirmations = 1000
/** Confirmations that go out together. */
const mostLate = 50
/** How long a confirmation may wait for other bytes to go along with: most commands are over by then. */
const lateMs = 3
const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'

export interface ConnectionEvents {
  /** The server has sent its settings: it speaks HTTP/2. */
  ready(): void
  /** No new streams are taken any more; those that are open go on. */
  closing(): void
  /** The connection is gone; with the error of its link, if there was one. */
  closed(error?: unknown): void
}

/** One request and what answers it. */
export interface OpenStream {
  /** Ends it, if it has not ended. */
  cancel(): void
  /** Records that this many bytes of a slow stream's body were taken: as many more may come. */
  taken(bytes: number): void
  /** More of an open body: it goes as the server takes it, and nowhere once the stream has ended. */
  send(bytes: Uint8Array): void
  /** The end of an open body. */
  finish(): void
}

/**
 * The client's side of one HTTP/2 connection (RFC 9113). No priorities and no pushes. A server that breaks the rules loses
 * the connection.
 */
export class Http2Connection implements LinkOwner {
  private readonly link: Link
  private readonly events: ConnectionEvents
  private readonly reader = new FrameReader(this)
  private readonly decoder = new HeaderDecoder()
  private readonly streams = new Map<number, Stream>()
  /** Requests that wait for the number of open streams to go down. */
  private readonly waiting: Stream[] = []
  private readonly window = new SendWindow()
  private readonly pings: (() => void)[] = []
  private block: HeaderBlock | undefined
  /** Confirmations that are not written yet. */
  private readonly late: Uint8Array[] = []
  /** Confirmations that the system has not taken yet, at most. */
  private confirmations = 0
  private maxList = Number.POSITIVE_INFINITY
  private maxStreams = Number.POSITIVE_INFINITY
  /** What the next header block begins with. */
  private shrinking: Uint8Array[] = []
  private nextId = 1
  private unconfirmed = 0
  /** Bytes that may still come on the connection before the server is told that more may. */
  private mayReceive = usualWindow + windowBytes
  /** The last stream that the server says it looks at. */
  private lastSeen = lastStreamId
  private farewell: Loss['goaway']
  private isReady = false
  private isClosing = false
  private isLost = false

  constructor(link: Link, events: ConnectionEvents) {
    this.link = link
    this.events = events
    const settings = Uint8Array.of(0, 2, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0)
    setU32(settings, 8, windowBytes)
    link.write(joinBytes([utf8(preface), frame(frameTypes.settings, 0, 0, settings), grant(0, windowBytes)]))
  }

  /** True while new requests are taken. */
  get isOpen(): boolean {
    return this.isReady && !this.isClosing && !this.isLost
  }

  /** True once the server has told its settings: it speaks HTTP/2. */
  get hasSettings(): boolean {
    return this.isReady
  }

  /** True while a request with these parts may go out though the server has not told its settings: within the protocol's own limits. */
  takesEarly(fields: Readonly<Record<string, string>>, body: Uint8Array): boolean {
    const isWaiting = !this.isReady && !this.isClosing && !this.isLost
    return isWaiting && body.length <= usualWindow && listSize(fields) <= largestPayload
  }

  /** The number of requests that may still start now; 0 also when the server takes none at all. */
  get room(): number {
    return Math.max(this.maxStreams - this.streams.size - this.waiting.length, 0)
  }

  /** True when the server takes requests, though perhaps not now. */
  get takesStreams(): boolean {
    return this.maxStreams > 0
  }

  /** The server has said goodbye because it was probed too often. */
  get isProbedTooOften(): boolean {
    return this.farewell?.code === errorCodes.enhanceYourCalm && this.farewell.debug === 'too_many_pings'
  }

  /** True while a request is sent or answered. */
  get isBusy(): boolean {
    return this.streams.size > 0 || this.waiting.length > 0
  }

  /** Sends a request; its events come later, never during the call. Only on a connection that is open, or that takes it early. */
  request(request: StreamRequest): OpenStream {
    const stream = new Stream(request, windowBytes)
    if (listSize(request.fields) > this.maxList) queueMicrotask(() => this.refuseToSend(stream))
    else if (this.streams.size >= this.maxStreams) this.waiting.push(stream)
    else this.start(stream)
    return {
      cancel: () => this.cancel(stream),
      taken: (bytes) => this.confirm(stream, bytes),
      send: (bytes) => {
        stream.body.append(bytes)
        this.sendMore(stream)
      },
      finish: () => {
        stream.body.finish()
        this.sendMore(stream)
      },
    }
  }

  /** In the words of Go's gRPC (3.4 to 3.7). */
  private refuseToSend(stream: Stream): void {
    const limit = `the maximum size (${this.maxList} bytes) set by server`
    stream.end({ kind: 'broken', details: `header list size to send violates ${limit}` })
  }

  private write(bytes: Uint8Array): void {
    if (this.late.length > 0) this.link.write(joinBytes([...this.late.splice(0), bytes]))
    else this.link.write(bytes)
  }

  /**
   * What the server does not wait for goes along with what is written next: each write costs a system call. Throws a
   * ProtocolError when the server asks on and on, and does not read what it is told.
   */
  private writeSoon(bytes: Uint8Array): void {
    if (this.late.length === 0 && this.link.isIdle) this.confirmations = 0
    if (++this.confirmations > mostConfirmations) throw new ProtocolError('a flood', errorCodes.enhanceYourCalm)
    this.late.push(bytes)
    if (this.late.length === 1) setTimeout(() => this.writeLate(), lateMs).unref()
    else if (this.late.length >= mostLate) this.writeLate()
  }

  private writeLate(): void {
    if (this.late.length > 0 && !this.isLost) this.link.write(joinBytes(this.late.splice(0)))
  }

  private start(stream: Stream): void {
    stream.id = this.nextId
    this.nextId += 2
    if (this.nextId > lastStreamId) this.startClosing()
    this.streams.set(stream.id, stream)
    const body = this.window.open(stream)
    this.write(joinBytes([...headerFrames(stream, this.shrinking.splice(0)), ...body]))
  }

  private cancel(stream: Stream): void {
    const at = this.waiting.indexOf(stream)
    if (at >= 0) this.waiting.splice(at, 1)
    if (this.streams.get(stream.id) !== stream) return
    this.write(resetFrame(stream.id, errorCodes.cancel))
    this.end(stream, { kind: 'reset', code: errorCodes.cancel })
  }

  /** `answered` is called when the server has answered; never, when the connection is lost before. */
  ping(answered: () => void): void {
    this.pings.push(answered)
    this.write(frame(frameTypes.ping, 0, 0, new Uint8Array(8)))
  }

  /** Closes once the open streams have ended; those that wait are not sent. */
  close(): void {
    this.isClosing = true
    for (const stream of this.waiting.splice(0)) stream.end({ kind: 'unseen', isUnsent: true })
    this.endWhenIdle()
  }

  destroy(): void {
    this.link.destroy()
  }

  take(bytes: Uint8Array): void {
    if (this.isLost) return
    try {
      this.reader.take(bytes)
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      this.giveUp(error)
    }
    this.expire()
  }

  /** A server that sends without a pause keeps the timers waiting. */
  private expire(): void {
    const nowMs = Date.now()
    for (const stream of [...this.streams.values(), ...this.waiting]) {
      if (stream.deadlineMs <= nowMs) stream.events.expired?.()
    }
  }

  lost(cause = 'EOF', error?: unknown): void {
    if (this.isLost) return
    this.isLost = true
    const loss = { cause, goaway: this.farewell }
    for (const stream of this.streams.values()) stream.end({ kind: 'lost', loss })
    for (const stream of this.waiting) stream.end({ kind: 'unseen', isUnsent: true })
    this.streams.clear()
    this.waiting.length = 0
    this.events.closed(error)
  }

  private giveUp({ code, words }: ProtocolError): void {
    const payload = new Uint8Array(8)
    setU32(payload, 4, code)
    this.write(frame(frameTypes.goaway, 0, 0, payload))
    this.link.destroy()
    this.lost(words)
  }

  /** Ends a stream on which something came that may not. */
  private breakOff(stream: Stream, code: number, details: string): void {
    this.write(resetFrame(stream.id, code))
    this.end(stream, { kind: 'broken', details })
  }

  data(head: FrameHead, piece: Uint8Array, isLast: boolean): void {
    this.checkOrder(head)
    this.receive(piece.length)
    const stream = this.streams.get(head.stream)
    if (stream !== undefined) this.dataOf(stream, piece, isLast && (head.flags & frameFlags.endStream) !== 0)
  }

  private dataOf(stream: Stream, piece: Uint8Array, isEnd: boolean): void {
    stream.mayReceive -= piece.length
    if (stream.mayReceive < 0) {
      const limit = windowBytes
      const details = `received ${limit - stream.mayReceive}-bytes data exceeding the limit ${limit} bytes`
      this.breakOff(stream, errorCodes.flowControlError, details)
      return
    }
    stream.events.data(piece)
    if (isEnd) this.end(stream, { kind: 'done' })
    else if (!stream.isSlow) this.confirm(stream, piece.length)
  }

  /** Counts what came on the connection. Throws a ProtocolError when that is more than may come. */
  private receive(bytes: number): void {
    this.mayReceive -= bytes
    if (this.mayReceive < 0) throw new ProtocolError('more data than may come', errorCodes.flowControlError)
    this.unconfirmed += bytes
    if (this.unconfirmed < windowBytes / 2) return
    this.write(grant(0, this.unconfirmed))
    this.mayReceive += this.unconfirmed
    this.unconfirmed = 0
  }

  private confirm(stream: Stream, bytes: number): void {
    stream.unconfirmed += bytes
    if (stream.unconfirmed < windowBytes / 2 || this.streams.get(stream.id) !== stream) return
    this.write(grant(stream.id, stream.unconfirmed))
    stream.mayReceive += stream.unconfirmed
    stream.unconfirmed = 0
  }

  frame(head: FrameHead, payload: Uint8Array): void {
    this.checkOrder(head)
    this.handle(head, payload)
  }

  /** Frames of other types are passed over. */
  private handle(head: FrameHead, payload: Uint8Array): void {
    switch (head.type) {
      case frameTypes.data:
        this.paddedData(head, payload)
        return
      case frameTypes.headers:
        this.startBlock(head, this.fragment(head, payload))
        return
      case frameTypes.continuation:
        this.continueBlock(head, payload)
        return
      case frameTypes.rstStream:
        this.reset(head, u32(payload, 0))
        return
      case frameTypes.settings:
        this.settings(head, payload)
        return
      case frameTypes.ping:
        this.pinged(head, payload)
        return
      case frameTypes.goaway:
        this.goaway(payload)
        return
      case frameTypes.windowUpdate:
        this.grant(head.stream, u32(payload, 0) & lastStreamId)
        return
      case frameTypes.pushPromise:
        refusePush()
    }
  }

  /** The settings come first, and nothing comes between the parts of a header block. */
  private checkOrder({ type, flags, stream }: FrameHead): void {
    const isFirst = type === frameTypes.settings && (flags & frameFlags.ack) === 0
    if (!this.isReady && !isFirst) throw new ProtocolError('the server did not begin with its settings')
    if (this.block === undefined) {
      if (type === frameTypes.continuation) throw new ProtocolError('a continuation of nothing')
      return
    }
    if (type !== frameTypes.continuation || stream !== this.block.head.stream) {
      throw new ProtocolError('a header block that is interrupted')
    }
  }

  private paddedData(head: FrameHead, payload: Uint8Array): void {
    const bytes = withoutPadding(head, payload)
    const padding = payload.length - bytes.length
    this.receive(padding)
    const stream = this.streams.get(head.stream)
    if (stream !== undefined) {
      stream.mayReceive -= padding
      stream.unconfirmed += padding
    }
    this.data(head, bytes, true)
  }

  /** Throws a ProtocolError; the stream itself ends as Go's gRPC ends it (3.4 to 3.7). */
  private fragment(head: FrameHead, payload: Uint8Array): Uint8Array {
    try {
      return withoutPriority(head, withoutPadding(head, payload))
    } catch (error) {
      const stream = this.streams.get(head.stream)
      if (stream !== undefined) this.breakOff(stream, errorCodes.protocolError, 'received invalid frame')
      throw error
    }
  }

  private startBlock(head: FrameHead, part: Uint8Array): void {
    this.block = { head, parts: [], bytes: 0 }
    this.continueBlock(head, part)
  }

  private continueBlock({ flags }: FrameHead, part: Uint8Array): void {
    const { block } = this
    if (block === undefined) return
    block.parts.push(new Uint8Array(part))
    block.bytes += headBytes + part.length
    if (block.bytes > largestList) throw new ProtocolError('a header block without an end', errorCodes.enhanceYourCalm)
    if ((flags & frameFlags.endHeaders) === 0) return
    this.block = undefined
    this.takeBlock(block.head, joinBytes(block.parts))
  }

  private takeBlock({ stream: id, flags }: FrameHead, bytes: Uint8Array): void {
    const fields = this.decode(bytes)
    const stream = this.streams.get(id)
    if (stream === undefined) return
    if (fields instanceof MalformedHeaders) {
      this.breakOff(stream, errorCodes.protocolError, fields.message)
      return
    }
    const isLast = (flags & frameFlags.endStream) !== 0
    stream.events.headers(fields, isLast)
    if (isLast) this.end(stream, { kind: 'done' })
  }

  private decode(block: Uint8Array): Map<string, string> | MalformedHeaders {
    try {
      return this.decoder.decode(block)
    } catch (error) {
      if (error instanceof MalformedHeaders) return error
      throw error
    }
  }

  private reset({ stream: id }: FrameHead, code: number): void {
    const stream = this.streams.get(id)
    if (stream !== undefined) this.end(stream, { kind: 'reset', code })
  }

  private settings({ flags }: FrameHead, payload: Uint8Array): void {
    if ((flags & frameFlags.ack) !== 0) return
    const { maxStreams, initialWindow, maxPayload, maxList, shrinksTable } = parseSettings(payload)
    if (shrinksTable) this.shrinking = [noTable]
    this.maxList = maxList ?? this.maxList
    this.maxStreams = maxStreams ?? this.maxStreams
    if (maxPayload !== undefined) this.window.maxPayload = maxPayload
    this.writeSoon(frame(frameTypes.settings, frameFlags.ack, 0))
    if (initialWindow !== undefined) this.send(this.window.resize(initialWindow))
    this.startWaiting()
    if (this.isReady) return
    this.isReady = true
    this.takeBackEarly()
    this.events.ready()
  }

  /** Takes back what went out early and is more than the settings allow. */
  private takeBackEarly(): void {
    for (const stream of [...this.streams.values()]) {
      const isTooLarge = listSize(stream.fields) > this.maxList
      if (!isTooLarge && this.streams.size <= this.maxStreams) continue
      this.write(resetFrame(stream.id, errorCodes.cancel))
      if (isTooLarge) this.refuseToSend(stream)
      this.end(stream, { kind: 'tooEarly' })
    }
  }

  private grant(id: number, bytes: number): void {
    if (bytes > 0) {
      this.send(this.window.grant(id, bytes))
      return
    }
    if (id === 0) throw new ProtocolError('a window that does not grow')
    const stream = this.streams.get(id)
    if (stream !== undefined) this.breakOff(stream, errorCodes.protocolError, 'received invalid frame')
  }

  private pinged({ flags }: FrameHead, payload: Uint8Array): void {
    if ((flags & frameFlags.ack) !== 0) this.pings.shift()?.()
    else this.writeSoon(frame(frameTypes.ping, frameFlags.ack, 0, payload))
  }

  /** The server has not looked at streams after the last one that it names. */
  private goaway(payload: Uint8Array): void {
    const last = u32(payload, 0) & lastStreamId
    if (last > this.lastSeen || (last > 0 && last % 2 === 0)) throw new ProtocolError(`no last stream can be ${last}`)
    this.lastSeen = last
    this.farewell ??= { code: u32(payload, 4), debug: latin1(payload.subarray(8)) }
    this.startClosing()
    for (const stream of this.waiting.splice(0)) stream.end({ kind: 'unseen', isUnsent: true })
    for (const stream of this.streams.values()) {
      if (stream.id > last) this.end(stream, { kind: 'unseen', isUnsent: false })
    }
    this.endWhenIdle()
  }

  private startClosing(): void {
    if (this.isClosing) return
    this.isClosing = true
    this.events.closing()
  }

  private end(stream: Stream, reason: EndReason): void {
    this.streams.delete(stream.id)
    this.window.close(stream)
    // the server has answered without having read it all
    if (reason.kind === 'done' && !stream.body.isSent) this.write(resetFrame(stream.id, errorCodes.cancel))
    stream.end(reason)
    this.startWaiting()
    this.endWhenIdle()
  }

  private startWaiting(): void {
    while (this.streams.size < this.maxStreams && this.isOpen) {
      const stream = this.waiting.shift()
      if (stream === undefined) return
      this.start(stream)
    }
  }

  private endWhenIdle(): void {
    if (this.isClosing && this.streams.size === 0 && this.waiting.length === 0) this.link.end()
  }

  /** Does nothing for a stream that has ended, or that waits for its turn. */
  private sendMore(stream: Stream): void {
    if (this.streams.get(stream.id) === stream) this.send(this.window.more(stream))
  }

  private send(frames: readonly Uint8Array[]): void {
    if (frames.length > 0) this.write(joinBytes(frames))
  }
}

interface HeaderBlock {
  /** Of its first frame. */
  readonly head: FrameHead
  readonly parts: Uint8Array[]
  /** Of its frames so far. */
  bytes: number
}

function refusePush(): void {
  throw new ProtocolError('a push that nobody asked for')
}

function listSize(fields: Readonly<Record<string, string>>): number {
  let size = 0
  for (const [name, value] of Object.entries(fields)) size += name.length + value.length + fieldOverhead
  return size
}

/** The header block, behind what goes in front of it, in as many frames as it takes. */
function headerFrames({ id, fields }: Stream, first: readonly Uint8Array[]): Uint8Array[] {
  const block = joinBytes([...first, encodeHeaders(fields)])
  const frames: Uint8Array[] = []
  for (let at = 0; at === 0 || at < block.length; at += largestPayload) {
    const part = block.subarray(at, at + largestPayload)
    const flags = at + part.length === block.length ? frameFlags.endHeaders : 0
    frames.push(frame(at === 0 ? frameTypes.headers : frameTypes.continuation, flags, id, part))
  }
  return frames
}

function withoutPriority({ flags }: FrameHead, payload: Uint8Array): Uint8Array {
  if ((flags & frameFlags.priority) === 0) return payload
  if (payload.length < 5) throw new ProtocolError('a frame that is cut short')
  return payload.subarray(5)
}

function grant(stream: number, bytes: number): Uint8Array {
  const payload = new Uint8Array(4)
  setU32(payload, 0, bytes)
  return frame(frameTypes.windowUpdate, 0, stream, payload)
}

function resetFrame(stream: number, code: number): Uint8Array {
  const payload = new Uint8Array(4)
  setU32(payload, 0, code)
  return frame(frameTypes.rstStream, 0, stream, payload)
}
