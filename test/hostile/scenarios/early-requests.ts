import { data, frame, goaway, ping, rst, settings, settingsAck, types, windowUpdate } from '../frames.ts'
import {
  type Answer,
  answerHeaders,
  type Incoming,
  okTrailers,
  proper,
  type ScenarioParts,
  theme,
} from '../scenario.ts'

// Servers that say nothing before a request is there: only a client that does not wait for settings sends one.

const { add, list } = theme('early request')
const all = { commands: ['put', 'get', 'members', 'grant'] } as const

/** A read is answered with these; what waits for the settings never comes so far. */
function mute(name: string, answer: (call: Incoming) => Answer, parts: ScenarioParts = {}): void {
  add('failure', name, answer, { accepted: [], isDeaf: true, commands: ['put', 'get'], ...parts })
}

/** A read may be answered well, of all that is sent later the settings come too late. */
function late(name: string, answer: (call: Incoming) => Answer, parts: ScenarioParts = {}): void {
  mute(name, answer, { isServedEarly: true, ...parts })
}

late('settings and the answer behind it', (call) => [settings(), proper(call)], all)
late('settings behind it, the answer a moment later', (call) => [settings(), 100, proper(call)])
late('all of it in one piece, and a farewell', (call) => [
  Buffer.concat([settings(), proper(call), goaway(call.stream)]),
  'end',
])
late('settings with one stream', (call) => [settings([3, 1]), proper(call)])
late('settings with a window of 0', (call) => [settings([4, 0]), proper(call)])
late('settings without a table', (call) => [settings([1, 0]), proper(call)])
late('settings without streams, and later some', (call) =>
  call.number === 1 ? [settings([3, 0]), 100, settings([3, 1])] : proper(call),
)

mute('silence behind it', () => [], all)
mute('a cut behind it', () => ['cut'], all)
mute('a reset of the connection behind it', () => ['reset'])
mute('the end behind it', () => ['end'])
mute('a proper answer without settings', proper, all)
mute('a proper answer in front of the settings', (call) => [proper(call), settings()])
mute('headers, settings and the rest', (call) => [
  answerHeaders(call.stream),
  settings(),
  data(call.stream, call.message),
  okTrailers(call.stream),
])
mute('a confirmation and a proper answer', (call) => [settingsAck, proper(call)])
mute('a ping and a proper answer', (call) => [ping(), settings(), proper(call)])
mute('more window and a proper answer', (call) => [windowUpdate(0, 1000), settings(), proper(call)])
mute('settings cut short, and a proper answer', (call) => [settings([3, 100]).subarray(0, 12), proper(call)])
mute('settings on a stream, and a proper answer', (call) => [frame(types.settings, 0, call.stream), proper(call)])
mute('frames of at most 1 byte, and a proper answer', (call) => [settings([5, 1]), proper(call)])
mute('a window of 2^31, and a proper answer', (call) => [settings([4, 0x80000000]), proper(call)])
mute('no streams, and a proper answer', (call) => [settings([3, 0]), proper(call)])
mute('no streams, and a refusal', (call) => [settings([3, 0]), rst(call.stream, 7)])
mute('no streams, and an error of the protocol', (call) => [settings([3, 0]), rst(call.stream, 1)])
mute('header lists of at most 10 bytes, and a proper answer', (call) => [settings([6, 10]), proper(call)])
mute('a farewell in place of the settings, and a proper answer', (call) => [
  goaway(call.stream),
  settings(),
  proper(call),
])
mute('settings and a farewell without it', ({ stream }) => [settings(), goaway(stream - 1)])
mute('settings and a reset of the connection', () => [settings(), 'reset'])
mute('settings and the end', () => [settings(), 'end'])
mute('settings and a reset', ({ stream }) => [settings(), rst(stream, 2)])
mute('settings and a refusal', ({ stream }) => [settings(), rst(stream, 7)])
mute('a refusal in front of the settings', ({ stream }) => [rst(stream, 7), settings()])
mute('a page in HTTP/1.1', () => [Buffer.from('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'), 'end'])
mute('a TLS alert', () => [Buffer.from('15030100020246', 'hex'), 'end'])

export const earlyRequests = list
