import { errorCodes } from './error-codes.ts'
import { ProtocolError } from './protocol-error.ts'

export const frameTypes = {
  data: 0,
  headers: 1,
  priority: 2,
  rstStream: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const

export const frameFlags = { endStream: 0x1, ack: 0x1, endHeaders: 0x4, padded: 0x8, priority: 0x20 } as const

export interface FrameHead {
  /** Bytes of the payload. */
  readonly length: number
  readonly type: number
  readonly flags: number
  /** 0 for the connection itself. */
  readonly stream: number
}

export const headBytes = 9
/** The largest payload that we take, and that every peer takes. */
export const largestPayload = 16_384

/** Reads the head at `at`. Throws a ProtocolError for a payload that is larger than we allow: such bytes are hardly HTTP/2. */
export function parseHead(bytes: Uint8Array, at = 0): FrameHead {
  const length = u32(bytes, at) >>> 8
  if (length > largestPayload) throw frameTooLarge(length)
  const head = { length, type: bytes[at + 3] ?? 0, flags: bytes[at + 4] ?? 0, stream: u32(bytes, at + 5) & 0x7fffffff }
  checkHead(head)
  return head
}

function frameTooLarge(length: number): ProtocolError {
  return new ProtocolError(`a frame of ${length} bytes`, errorCodes.frameSizeError, 'http2: frame too large')
}

/** Frames that are always as long; a settings frame that confirms is empty. */
const exactLengths: Readonly<Record<number, number>> = {
  [frameTypes.priority]: 5,
  [frameTypes.rstStream]: 4,
  [frameTypes.ping]: 8,
  [frameTypes.windowUpdate]: 4,
}
const onConnection: ReadonlySet<number> = new Set([frameTypes.settings, frameTypes.ping, frameTypes.goaway])
const onEither: ReadonlySet<number> = new Set([frameTypes.windowUpdate])

/** Frames of types that are not known may look as they like. */
function checkHead({ type, flags, length, stream }: FrameHead): void {
  if (type > frameTypes.continuation || (type === frameTypes.data && stream !== 0)) return
  if (!onEither.has(type) && onConnection.has(type) !== (stream === 0)) {
    throw new ProtocolError(`a frame of type ${type} on stream ${stream}`)
  }
  const isConfirmation = type === frameTypes.settings && (flags & frameFlags.ack) !== 0
  const wanted = isConfirmation ? 0 : (exactLengths[type] ?? length)
  if (length !== wanted || (type === frameTypes.goaway && length < 8)) {
    throw new ProtocolError(`a frame of type ${type} of ${length} bytes`, errorCodes.frameSizeError)
  }
}

/** A whole frame. */
export function frame(type: number, flags: number, stream: number, payload: Uint8Array = new Uint8Array()): Uint8Array {
  const bytes = new Uint8Array(headBytes + payload.length)
  setU32(bytes, 0, payload.length * 0x100 + type)
  bytes[4] = flags
  setU32(bytes, 5, stream)
  bytes.set(payload, headBytes)
  return bytes
}

/** Throws a ProtocolError beyond the end. */
export function u32(bytes: Uint8Array, at: number): number {
  if (at + 4 > bytes.length) throw new ProtocolError('a frame that is cut short')
  const low = ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)
  return (bytes[at] ?? 0) * 0x1000000 + low
}

export function setU32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24
  bytes[at + 1] = value >>> 16
  bytes[at + 2] = value >>> 8
  bytes[at + 3] = value
}

/** The payload without its padding. Throws a ProtocolError when there is more padding than payload. */
export function withoutPadding(head: FrameHead, payload: Uint8Array): Uint8Array {
  if ((head.flags & frameFlags.padded) === 0) return payload
  const padding = payload[0] ?? 0
  if (padding >= payload.length) throw new ProtocolError('more padding than payload')
  return payload.subarray(1, payload.length - padding)
}
