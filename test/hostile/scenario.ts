import { data, headers } from './frames.ts'
import { fields } from './header-block.ts'
import type { Peer } from './hostile-server.ts'

/** Bytes to send, a pause in ms, an end of the connection (`end` in order, `cut` at once, `reset` by RST), or anything else. */
export type Step = Uint8Array | number | 'end' | 'cut' | 'reset' | ((peer: Peer) => void | Promise<void>)

export type Answer = Uint8Array | readonly Step[]

/** A request that came in. */
export interface Incoming {
  readonly stream: number
  readonly path: string
  /** The message that a proper server would answer with, behind its prefix. */
  readonly message: Buffer
  /** How many requests came so far, this one included. */
  readonly number: number
}

/**
 * `success`: a proper answer, however odd its wrapping. `failure`: nothing that a client may take for one. `original`: what
 * the real client makes of it decides, where there is one.
 */
export type Expectation = 'success' | 'failure' | 'original'

export type Command = 'put' | 'get' | 'members' | 'grant' | 'snapshot' | 'watch' | 'renew'

export interface Scenario {
  readonly theme: string
  readonly name: string
  readonly expect: Expectation
  /** What is sent on a connection before the client has said anything, in place of a greeting. */
  readonly accepted?: readonly Step[]
  /** What is sent once the client's preface is there; usual settings, sent at once, when left out. */
  readonly greeting?: readonly Step[]
  /** What answers each request. */
  readonly answer: (call: Incoming) => Answer
  /** Which commands are played; `put` and `get` when left out. */
  readonly commands?: readonly Command[]
  /** Answer when the headers are there, not the whole request. */
  readonly isEarly?: boolean
  /** Neither settings nor pings are confirmed. */
  readonly isDeaf?: boolean
  /** A read that goes out early is answered well, and once; all that waits for the settings fails. */
  readonly isServedEarly?: boolean
  /** The server has told that it did not look at the call: it may come once more. */
  readonly isUnseen?: boolean
  /** Chance decides whether it comes before the client's call or behind it, and with that when the call ends. */
  readonly isRace?: boolean
  /** The message cannot be read and the call does not end: ours reads a message when its call has ended, the original at once. */
  readonly isReadLate?: boolean
  /** The client's memory is watched, and nothing else runs beside it. */
  readonly isFlood?: boolean
  /** So much of what comes in a client has to hold, beside what it may take anyway. */
  readonly heldBytes?: number
}

export type ScenarioParts = Omit<Scenario, 'theme' | 'name' | 'expect' | 'answer'>

/** The header fields of an answer. */
export const answerBlock = fields([':status', '200'], ['content-type', 'application/grpc'])
/** The fields that end a call well. */
export const okBlock = fields(['grpc-status', '0'], ['grpc-message', ''])

export const answerHeaders = (stream: number): Buffer => headers(stream, answerBlock)
export const okTrailers = (stream: number): Buffer => headers(stream, okBlock, true)

/** The answer of a proper server. */
export function proper({ stream, message }: Incoming): Buffer {
  return Buffer.concat([answerHeaders(stream), data(stream, message), okTrailers(stream)])
}

/** Makes scenarios of one theme. */
export function theme(name: string): {
  readonly list: Scenario[]
  add(expect: Expectation, text: string, answer: Scenario['answer'], parts?: ScenarioParts): void
} {
  const list: Scenario[] = []
  return {
    list,
    add: (expect, text, answer, parts = {}) => void list.push({ theme: name, name: text, expect, answer, ...parts }),
  }
}
