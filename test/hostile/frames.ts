/** Frames as a server may send them, right or wrong, written without the client's own code. */
export const types = {
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

export const flags = { endStream: 1, ack: 1, endHeaders: 4, padded: 8, priority: 0x20 } as const

export const headBytes = 9

/** A frame; `length` is what its head says, which may be a lie. */
export function frame(
  type: number,
  frameFlags: number,
  stream: number,
  payload: Uint8Array = Buffer.alloc(0),
  length = payload.length,
): Buffer {
  const head = Buffer.alloc(headBytes)
  head.writeUIntBE(length, 0, 3)
  head[3] = type
  head[4] = frameFlags
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, payload])
}

/** Settings by their numbers. */
export function settings(...list: readonly (readonly [id: number, value: number])[]): Buffer {
  const payload = Buffer.alloc(list.length * 6)
  for (const [at, [id, value]] of list.entries()) {
    payload.writeUInt16BE(id, at * 6)
    payload.writeUInt32BE(value, at * 6 + 2)
  }
  return frame(types.settings, 0, 0, payload)
}

export const settingsAck = frame(types.settings, flags.ack, 0)

export function ping(text = 'hostile!', frameFlags = 0): Buffer {
  return frame(types.ping, frameFlags, 0, Buffer.from(text))
}

export function goaway(last: number, code = 0, debug = ''): Buffer {
  return frame(types.goaway, 0, 0, Buffer.concat([u32(last), u32(code), Buffer.from(debug)]))
}

export function rst(stream: number, code: number): Buffer {
  return frame(types.rstStream, 0, stream, u32(code))
}

export function windowUpdate(stream: number, bytes: number): Buffer {
  return frame(types.windowUpdate, 0, stream, u32(bytes))
}

/** A header block in one frame. */
export function headers(stream: number, block: Uint8Array, isLast = false): Buffer {
  return frame(types.headers, flags.endHeaders | (isLast ? flags.endStream : 0), stream, block)
}

export function data(stream: number, payload: Uint8Array | string, isLast = false): Buffer {
  return frame(types.data, isLast ? flags.endStream : 0, stream, Buffer.from(payload))
}

/** A payload with so many bytes of padding behind it, and their number in front. */
export function withPadding(payload: Uint8Array, padding: number): Buffer {
  return Buffer.concat([Buffer.of(padding), payload, Buffer.alloc(padding)])
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** Cuts a header block at the places named: a HEADERS frame and CONTINUATIONs. */
export function headersInParts(stream: number, block: Uint8Array, places: readonly number[], isLast = false): Buffer {
  const edges = [0, ...places, block.length]
  const parts = edges.slice(1).map((end, at) => block.subarray(edges[at], end))
  const frames = parts.map((part, at) => {
    const isEnd = at === parts.length - 1 ? flags.endHeaders : 0
    if (at > 0) return frame(types.continuation, isEnd, stream, part)
    return frame(types.headers, isEnd | (isLast ? flags.endStream : 0), stream, part)
  })
  return Buffer.concat(frames)
}
