import { data, headers } from '../frames.ts'
import { fields } from '../header-block.ts'
import { answerBlock, answerHeaders, type Incoming, okBlock, type Step, theme } from '../scenario.ts'

const { add, list } = theme('status')

/** A proper answer with trailers of one's own. */
function ending(...trailers: readonly (readonly [string, string])[]): (call: Incoming) => Step[] {
  return ({ stream, message }) => [
    answerHeaders(stream),
    data(stream, message),
    headers(stream, fields(...trailers), true),
  ]
}

/** The status comes in place of headers and data. */
function alone(...more: readonly (readonly [string, string])[]): (call: Incoming) => Step[] {
  return ({ stream }) => [headers(stream, Buffer.concat([answerBlock, fields(...more)]), true)]
}

for (let code = 1; code <= 16; code++) {
  const parts = code === 14 || code === 13 || code === 8 ? {} : ({ commands: ['put'] } as const)
  add('failure', `${code} alone`, alone(['grpc-status', String(code)], ['grpc-message', `said with ${code}`]), parts)
}
add('failure', '2 behind a whole message', ending(['grpc-status', '2'], ['grpc-message', 'too late']))
add('failure', '14 behind a whole message', ending(['grpc-status', '14'], ['grpc-message', 'too late']))
add(
  'failure',
  '14 with our own words for an unseen call',
  alone(['grpc-status', '14'], ['grpc-message', 'No connection established']),
)
add(
  'failure',
  "14 with grpc-js's words",
  alone(['grpc-status', '14'], ['grpc-message', 'No connection established. Last error: null']),
)
add(
  'failure',
  '14 with the words for a refused stream',
  alone(['grpc-status', '14'], ['grpc-message', 'Stream refused by server']),
)
add(
  'failure',
  '14 for a leader that changed',
  alone(['grpc-status', '14'], ['grpc-message', 'etcdserver: leader changed']),
)
add(
  'failure',
  "4 by the server's own clock",
  alone(['grpc-status', '4'], ['grpc-message', 'context deadline exceeded']),
)
add('failure', "1 by the server's own mind", alone(['grpc-status', '1'], ['grpc-message', 'context canceled']))
add('failure', '0 alone, and no message', alone(['grpc-status', '0']))
for (const value of [
  '',
  ' ',
  '0.0',
  '0x0',
  '00',
  '+0',
  '-0',
  '0 ',
  ' 0',
  '0,0',
  '0;',
  '0\t',
  '0e0',
  '0b0',
  '0o0',
  'false',
  'null',
  'OK',
  'ok',
  '٠',
  'NaN',
  '1e-9',
  '-1',
  '17',
  '99',
  '4294967296',
  '2147483648',
  '18446744073709551616',
  '9'.repeat(400),
]) {
  const shown = value.length > 30 ? `${value.length} nines` : `'${JSON.stringify(value).slice(1, -1)}'`
  const goTakes = ['00', '+0', '-0', '0 ', ' 0', '0\t'].includes(value)
  const sent = Buffer.from(value).toString('latin1')
  add(goTakes ? 'original' : 'failure', `${shown} behind a whole message`, ending(['grpc-status', sent]))
}
add('failure', 'none behind a whole message', ending(['x-note', 'nothing']))
add('failure', 'none, and the data ends the stream', ({ stream, message }) => [
  answerHeaders(stream),
  data(stream, message, true),
])
add('failure', 'none, and empty data ends the stream', ({ stream, message }) => [
  answerHeaders(stream),
  data(stream, message),
  data(stream, '', true),
])
add('failure', 'a status of 0 in the first headers, and data that ends the stream', ({ stream, message }) => [
  headers(stream, Buffer.concat([answerBlock, okBlock])),
  data(stream, message, true),
])
add('failure', 'a status of 0 in the first headers, a message, then a cut', ({ stream, message }) => [
  headers(stream, Buffer.concat([answerBlock, okBlock])),
  data(stream, message),
  'cut',
])
add('failure', 'a status of 0 in the first headers, a message, and trailers with 2', ({ stream, message }) => [
  headers(stream, Buffer.concat([answerBlock, okBlock])),
  data(stream, message),
  headers(stream, fields(['grpc-status', '2'], ['grpc-message', 'no']), true),
])
for (const [what, end] of [
  ['a cut', 'cut'],
  ['a reset of TCP', 'reset'],
  ['the end', 'end'],
  ['silence', 0],
] as const) {
  add('failure', `0 that does not end the stream, then ${what}`, ({ stream, message }) => [
    answerHeaders(stream),
    data(stream, message),
    headers(stream, okBlock),
    50,
    end,
  ])
}
add('failure', '0 that does not end the stream, alone, then a cut', ({ stream }) => [
  headers(stream, Buffer.concat([answerBlock, okBlock])),
  50,
  'cut',
])
add('original', '0 that does not end the stream, then empty data that does', ({ stream, message }) => [
  answerHeaders(stream),
  data(stream, message),
  headers(stream, okBlock),
  data(stream, '', true),
])
add('failure', '0 twice over: 0 and 2', ending(['grpc-status', '0'], ['grpc-status', '2']))
add('failure', '0.0 and 0', ending(['grpc-status', '0.0'], ['grpc-status', '0']))
add('original', '2 and 0', ending(['grpc-status', '2'], ['grpc-status', '0']))
add('original', '0 and 0', ending(['grpc-status', '0'], ['grpc-status', '0']))
add('failure', '0 under a name of another case', ending(['Grpc-Status', '0']))
add('failure', '0 under another name', ending(['grpc_status', '0']))

const messages = theme('status message')
const told = (text: string): ReturnType<typeof alone> => alone(['grpc-status', '3'], ['grpc-message', text])

for (const [what, text] of [
  ['nothing', ''],
  ['percent signs', '100%25 of it'],
  ['umlauts', 'gr%C3%BC%C3%9Fe'],
  ['umlauts without escapes', 'gr\xc3\xbc\xc3\x9fe'],
  ['lower case escapes', '%c3%bc'],
  ['one bad escape among good ones', 'a%zzb%20c%'],
  ['an escape that is cut off', 'abc%2'],
  ['bytes that are no UTF-8', '%ff%fe'],
  ['a newline', 'one%0Atwo'],
  ["a terminal's escapes", '%1b[31mred%1b[0m%07'],
  ['a NUL', 'a%00b'],
  ['10 kB', 'long '.repeat(2000)],
  ['words of success', 'OK'],
] as const) {
  messages.add('failure', what, told(text), { commands: ['put'] })
}
messages.add('failure', 'two messages', alone(['grpc-status', '3'], ['grpc-message', 'one'], ['grpc-message', 'two']))
messages.add('original', 'a message with status 0', ({ stream, message }) => [
  answerHeaders(stream),
  data(stream, message),
  headers(stream, fields(['grpc-status', '0'], ['grpc-message', 'but it failed']), true),
])
messages.add('original', 'binary details that are none', ({ stream, message }) => [
  answerHeaders(stream),
  data(stream, message),
  headers(stream, fields(['grpc-status', '0'], ['grpc-status-details-bin', '***']), true),
])

const details = {
  ofOk: Buffer.from([0x12, 3, 0x64, 0x65, 0x74]).toString('base64'),
  of5: Buffer.from([8, 5, 0x12, 3, 0x64, 0x65, 0x74]).toString('base64'),
}
for (const [expect, what, status, bin] of [
  ['failure', '0, and details that say 5', '0', details.of5],
  ['failure', '5, and details that say OK', '5', details.ofOk],
  ['failure', '5, and details that say 5', '5', details.of5],
  ['success', '0, and details that say OK', '0', details.ofOk],
] as const) {
  messages.add(expect, what, ending(['grpc-status', status], ['grpc-status-details-bin', bin]), { commands: ['put'] })
}

export const statuses = [...list, ...messages.list]
