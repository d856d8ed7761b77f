import {
  data,
  flags,
  frame,
  goaway,
  headBytes,
  headers,
  ping,
  rst,
  settings,
  settingsAck,
  types,
  windowUpdate,
} from '../frames.ts'
import { fields } from '../header-block.ts'
import type { Random } from './random.ts'

/** What a server said, before the request and behind it. */
export interface Said {
  readonly greeting: Buffer
  readonly answer: Buffer
}

/** Changes a session in one to three ways that the random numbers choose. */
export function mutate(said: Said, random: Random): Said {
  let mutated = said
  const times = 1 + random.below(3)
  for (let time = 0; time < times; time++) {
    const isAnswer = random.below(5) > 0
    const change = random.pick([...byteChanges, ...frameChanges, ...frameChanges])
    if (change === undefined) continue
    mutated = isAnswer
      ? { ...mutated, answer: change(mutated.answer, random) }
      : { ...mutated, greeting: change(mutated.greeting, random) }
  }
  return mutated
}

type Change = (bytes: Buffer, random: Random) => Buffer

const byteChanges: readonly Change[] = [
  (bytes, random) => changed(bytes, random.below(bytes.length), (byte) => byte ^ (1 << random.below(8))),
  (bytes, random) => changed(bytes, random.below(bytes.length), () => random.below(256)),
  (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  (bytes, random) => splice(bytes, random.below(bytes.length), random.below(20), Buffer.alloc(0)),
  (bytes, random) => splice(bytes, random.below(bytes.length), 0, random.bytes(random.below(30))),
  (bytes, random) => {
    const at = random.below(bytes.length)
    return splice(bytes, at, 0, bytes.subarray(at, at + random.below(40)))
  },
]

const frameChanges: readonly Change[] = [
  // out, twice, or in another order
  (bytes, random) => onFrames(bytes, (list) => list.splice(random.below(list.length), 1)),
  (bytes, random) => onFrames(bytes, (list) => list.splice(random.below(list.length), 0, random.pick(list) ?? bytes)),
  (bytes, random) =>
    onFrames(bytes, (list) => {
      const [taken] = list.splice(random.below(list.length), 1)
      if (taken !== undefined) list.splice(random.below(list.length + 1), 0, taken)
    }),
  (bytes, random) => onFrames(bytes, (list) => list.splice(random.below(list.length + 1), 0, strangeFrame(random))),
  // heads that lie
  (bytes, random) => onHead(bytes, random, (head) => void head.writeUInt8(random.below(12), 3)),
  (bytes, random) => onHead(bytes, random, (head) => void head.writeUInt8((head[4] ?? 0) ^ (1 << random.below(8)), 4)),
  (bytes, random) =>
    onHead(bytes, random, (head) => void head.writeUInt32BE(random.pick([0, 1, 2, 3, 5, 0x80000001]), 5)),
  (bytes, random) =>
    onHead(
      bytes,
      random,
      (head) => void head.writeUIntBE((head.readUIntBE(0, 3) + random.below(5) - 2) & 0xffffff, 0, 3),
    ),
  // payloads that are other than they were, in a frame that is right about its length
  (bytes, random) =>
    onPayload(bytes, random, (payload) => changed(payload, random.below(payload.length), () => random.below(256))),
  (bytes, random) => onPayload(bytes, random, (payload) => payload.subarray(0, random.below(payload.length + 1))),
  (bytes, random) => onPayload(bytes, random, (payload) => Buffer.concat([payload, random.bytes(1 + random.below(8))])),
  (bytes, random) =>
    onPayload(bytes, random, (payload) => splice(payload, random.below(payload.length), 0, strangeField(random))),
]

function changed(bytes: Buffer, at: number, change: (byte: number) => number): Buffer {
  const copy = Buffer.from(bytes)
  if (at < copy.length) copy[at] = change(copy[at] ?? 0)
  return copy
}

function splice(bytes: Buffer, at: number, removed: number, added: Uint8Array): Buffer {
  return Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at + removed)])
}

/** The frames of bytes that may be damaged already: the last may be shorter than it says. */
export function cutFrames(bytes: Buffer): Buffer[] {
  const list: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = at + headBytes <= bytes.length ? bytes.readUIntBE(at, 3) : 0
    list.push(bytes.subarray(at, at + headBytes + length))
    at += headBytes + length
  }
  return list
}

function onFrames(bytes: Buffer, change: (list: Buffer[]) => void): Buffer {
  const list = cutFrames(bytes)
  change(list)
  return Buffer.concat(list)
}

function onHead(bytes: Buffer, random: Random, change: (head: Buffer) => void): Buffer {
  return onFrames(bytes, (list) => {
    const at = random.below(list.length)
    const copy = Buffer.from(list[at] ?? [])
    if (copy.length < headBytes) return
    change(copy)
    list[at] = copy
  })
}

function onPayload(bytes: Buffer, random: Random, change: (payload: Buffer) => Buffer): Buffer {
  return onFrames(bytes, (list) => {
    const at = random.below(list.length)
    const whole = list[at]
    if (whole === undefined || whole.length < headBytes) return
    const payload = change(whole.subarray(headBytes))
    list[at] = frame(whole[3] ?? 0, whole[4] ?? 0, whole.readUInt32BE(5), payload)
  })
}

function strangeFrame(random: Random): Buffer {
  const stream = random.pick([0, 1, 1, 1, 2, 3])
  return random.pick([
    () => headers(stream, fields(['grpc-status', String(random.below(20))]), random.below(2) === 0),
    () =>
      headers(
        stream,
        fields([':status', random.pick(['100', '200', '204', '404', '503'])], ['content-type', 'text/html']),
      ),
    () => headers(stream, fields([':status', '200'], ['content-type', 'application/grpc'])),
    () => data(stream, random.bytes(random.below(20)), random.below(3) === 0),
    () => data(stream, Buffer.of(0, 0, 0, 0, 0)),
    () => rst(stream, random.below(16)),
    () => goaway(random.below(4), random.below(14)),
    () => windowUpdate(stream, random.below(3)),
    () => settings([random.below(8), random.next()]),
    () => settingsAck,
    () => ping(),
    () => frame(types.continuation, flags.endHeaders, stream, random.bytes(5)),
    () => frame(types.pushPromise, flags.endHeaders, stream, random.bytes(8)),
    () => frame(random.below(256), random.below(256), random.below(4), random.bytes(random.below(30))),
  ])()
}

function strangeField(random: Random): Buffer {
  return random.pick([
    () => fields(['grpc-status', random.pick(['0', '', '0.0', '00', '1', '-0'])]),
    () => fields([':status', random.pick(['200', '100', '500'])]),
    () => fields(['x', random.bytes(3).toString('latin1')]),
    () => Buffer.of(0x20 | random.below(32)),
    () => Buffer.of(0x80 | random.below(128)),
    () => Buffer.of(0x40 | random.below(64)),
  ])()
}
