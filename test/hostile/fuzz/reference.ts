import { flags, headBytes, types } from '../frames.ts'
import type { Said } from './mutate.ts'
import { type Field, ReferenceFields } from './reference-fields.ts'

/** The messages of an answer that ended well; undefined for everything else. */
export type Reading = readonly Buffer[] | undefined

interface Frame {
  readonly type: number
  readonly flags: number
  readonly stream: number
  readonly payload: Buffer
  /** Where it ends among all bytes. */
  readonly end: number
}

/** Payloads of these frames have one length. */
const lengths: Readonly<Record<number, number>> = {
  [types.rstStream]: 4,
  [types.ping]: 8,
  [types.windowUpdate]: 4,
}
const connectionFrames: readonly number[] = [types.settings, types.ping, types.goaway]
const streamFrames: readonly number[] = [types.data, types.headers, types.rstStream, types.continuation]
const broken = Symbol('broken')

/**
 * What a client that has sent one request on stream 1 may believe of the bytes of a server: all messages, if status 0 came
 * on the frame that ended the stream, behind nothing that is against the rules. What names the stream before the request is
 * sent is nothing to the call; an early one is sent before the greeting.
 */
export function readAnswer({ greeting, answer }: Said, isEarly: boolean): Reading {
  const reader = new Reader()
  const ahead = isEarly ? 0 : greeting.length
  for (const frame of framesOf(Buffer.concat([greeting, answer]))) {
    if (frame === broken) return undefined
    const step = reader.take(frame, frame.end <= ahead)
    if (step !== 'go on') return step === 'ok' ? messagesOf(Buffer.concat(reader.data)) : undefined
  }
  return undefined
}

function* framesOf(bytes: Uint8Array): Generator<Frame | typeof broken> {
  const buffer = Buffer.from(bytes)
  for (let at = 0; at + headBytes <= buffer.length; ) {
    const length = buffer.readUIntBE(at, 3)
    if (length > 16_384) yield broken
    const end = at + headBytes + length
    if (end > buffer.length) return
    const payload = buffer.subarray(at + headBytes, end)
    yield {
      type: buffer[at + 3] ?? 0,
      flags: buffer[at + 4] ?? 0,
      stream: buffer.readUInt32BE(at + 5) & 0x7fffffff,
      payload,
      end,
    }
    at = end
  }
}

class Reader {
  readonly data: Buffer[] = []
  private readonly fields = new ReferenceFields()
  private block: { readonly first: Frame; readonly parts: Buffer[] } | undefined
  private hasSettings = false
  private hasHeaders = false

  take(frame: Frame, isAhead: boolean): 'go on' | 'ok' | typeof broken {
    if (!this.isInOrder(frame) || !isSound(frame, isAhead)) return broken
    this.hasSettings = true
    if (frame.type === types.headers || frame.type === types.continuation) return this.takeBlock(frame, isAhead)
    if (isAhead || frame.stream !== 1 || frame.type === types.windowUpdate) return isOver(frame) ? broken : 'go on'
    if (frame.type === types.rstStream) return broken
    if (frame.type !== types.data) return 'go on'
    const payload = unpadded(frame)
    if (payload === undefined || !this.hasHeaders || (frame.flags & flags.endStream) !== 0) return broken
    this.data.push(payload)
    return 'go on'
  }

  private isInOrder({ type, flags: bits, stream }: Frame): boolean {
    if (!this.hasSettings && (type !== types.settings || (bits & flags.ack) !== 0)) return false
    if (this.block === undefined) return type !== types.continuation
    return type === types.continuation && stream === this.block.first.stream
  }

  private takeBlock(frame: Frame, isAhead: boolean): 'go on' | 'ok' | typeof broken {
    const part = frame.type === types.continuation ? frame.payload : blockOf(frame)
    if (part === undefined) return broken
    this.block ??= { first: frame, parts: [] }
    this.block.parts.push(part)
    if ((frame.flags & flags.endHeaders) === 0) return 'go on'
    const { first, parts } = this.block
    this.block = undefined
    const found = this.fields.read(Buffer.concat(parts))
    if (found === undefined) return broken
    // other streams are nothing to a call
    if (isAhead || first.stream !== 1) return 'go on'
    return this.takeFields(found, (first.flags & flags.endStream) !== 0)
  }

  private takeFields(found: readonly Field[], isLast: boolean): 'go on' | 'ok' | typeof broken {
    if (!found.every(isProperField)) return broken
    if (this.hasHeaders) return isLast && isGoodEnd(found) ? 'ok' : broken
    const statuses = found.filter(([name]) => name.startsWith(':'))
    const isInterim = !isLast && /^1(?!01)\d\d$/.test(statuses[0]?.[1] ?? '')
    if (statuses.length !== 1 || found[0] !== statuses[0] || found[0]?.[0] !== ':status') return broken
    if (isInterim) return 'go on'
    if (isLast || found[0][1] !== '200' || !isGrpc(found)) return broken
    this.hasHeaders = true
    return 'go on'
  }
}

/** Goodbyes that leave stream 1 out. */
function isOver({ type, payload }: Frame): boolean {
  return type === types.goaway && (payload.readUInt32BE(0) & 0x7fffffff) < 1
}

function isSound({ type, flags: bits, stream, payload }: Frame, isAhead: boolean): boolean {
  if (type === types.pushPromise) return false
  if (connectionFrames.includes(type) && stream !== 0) return false
  if (streamFrames.includes(type) && stream === 0) return false
  if (lengths[type] !== undefined && payload.length !== lengths[type]) return false
  if (type === types.goaway && payload.length < 8) return false
  if (type === types.windowUpdate && stream < (isAhead ? 1 : 2) && (payload.readUInt32BE(0) & 0x7fffffff) === 0)
    return false
  if (type !== types.settings) return true
  return (bits & flags.ack) !== 0 ? payload.length === 0 : areSettings(payload)
}

function areSettings(payload: Buffer): boolean {
  if (payload.length % 6 !== 0) return false
  for (let at = 0; at < payload.length; at += 6) {
    const [id, value] = [payload.readUInt16BE(at), payload.readUInt32BE(at + 2)]
    if (id === 4 && value > 0x7fffffff) return false
    if (id === 5 && (value < 16_384 || value > 0xffffff)) return false
  }
  return true
}

function unpadded({ flags: bits, payload }: Frame): Buffer | undefined {
  if ((bits & flags.padded) === 0) return payload
  const padding = payload[0]
  if (padding === undefined || padding >= payload.length) return undefined
  return payload.subarray(1, payload.length - padding)
}

function blockOf(frame: Frame): Buffer | undefined {
  const block = unpadded(frame)
  if (block === undefined || (frame.flags & flags.priority) === 0) return block
  return block.length < 5 ? undefined : block.subarray(5)
}

function isProperField([name, value]: Field): boolean {
  // what stands in names of fields (RFC 9110), without capitals, and no control characters in values
  return /^:?[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name) && !/[\x00-\x08\x0a-\x1f\x7f]/.test(value)
}

function isGrpc(found: readonly Field[]): boolean {
  const all = found.filter(([name]) => name === 'content-type')
  return all.length > 0 && all.some(([, value]) => /^application\/grpc($|[+;])/.test(value.toLowerCase()))
}

function isGoodEnd(found: readonly Field[]): boolean {
  const statuses = found.filter(([name]) => name === 'grpc-status')
  return statuses.length > 0 && statuses.every(([, value]) => /^[+-]?0+$/.test(value))
}

/** Undefined when they do not end with the data, or one is compressed. */
function messagesOf(data: Buffer): Reading {
  const messages: Buffer[] = []
  let at = 0
  while (at < data.length) {
    if (at + 5 > data.length || data[at] !== 0) return undefined
    const end = at + 5 + data.readUInt32BE(at + 1)
    if (end > data.length) return undefined
    messages.push(data.subarray(at + 5, end))
    at = end
  }
  return messages
}
