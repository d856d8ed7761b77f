import { errorCodes } from './error-codes.ts'
import { u32 } from './frame.ts'
import { ProtocolError } from './protocol-error.ts'

/** The server's settings that matter to a client; undefined where it says nothing. */
export interface ServerSettings {
  readonly maxStreams: number | undefined
  /** Bytes that a stream may send at first. */
  readonly initialWindow: number | undefined
  /** Bytes of the largest payload it takes. */
  readonly maxPayload: number | undefined
  /** Bytes of the largest list of header fields it takes. */
  readonly maxList: number | undefined
  /** The table for our header fields may not be as large as it is at first. */
  readonly shrinksTable: boolean
}

const tableSizeId = 1

/** Bytes of the table of header fields until something else is agreed on. */
const firstTableSize = 4096
const maxStreamsId = 3
const initialWindowId = 4
const maxPayloadId = 5
const maxListId = 6

/** Throws a ProtocolError for a payload that is no list of settings. */
export function parseSettings(payload: Uint8Array): ServerSettings {
  if (payload.length % 6 !== 0) throw new ProtocolError('settings that are cut short', errorCodes.frameSizeError)
  const values = new Map<number, number>()
  let shrinksTable = false
  for (let at = 0; at < payload.length; at += 6) {
    const id = (payload[at] ?? 0) * 256 + (payload[at + 1] ?? 0)
    const value = u32(payload, at + 2)
    values.set(id, value)
    if (id === tableSizeId && value < firstTableSize) shrinksTable = true
  }
  const initialWindow = values.get(initialWindowId)
  if (initialWindow !== undefined && initialWindow > 0x7fffffff) {
    throw new ProtocolError('a window without bounds', errorCodes.flowControlError)
  }
  const maxPayload = values.get(maxPayloadId)
  if (maxPayload !== undefined && (maxPayload < 0x4000 || maxPayload > 0xffffff)) {
    throw new ProtocolError(`frames of at most ${maxPayload} bytes`)
  }
  return {
    maxStreams: values.get(maxStreamsId),
    initialWindow,
    maxPayload,
    maxList: values.get(maxListId),
    shrinksTable,
  }
}
