import { data, headers } from '../frames.ts'
import { answerHeaders, okBlock, okTrailers, proper, type Step, theme } from '../scenario.ts'

const { add, list } = theme('cut')

const ends: readonly (readonly [what: string, steps: readonly Step[]])[] = [
  ['the end', ['end']],
  ['a cut', ['cut']],
  ['a reset of TCP', ['reset']],
  ['silence', []],
]

for (const [what, steps] of ends) {
  // an answer to a ping would go on where the bytes were cut
  const parts = { isDeaf: steps.length === 0 }
  add('failure', `the request, then ${what}`, () => steps, parts)
  add('failure', `the request's headers, then ${what}`, () => steps, { ...parts, isEarly: true, commands: ['put'] })
  add('failure', `headers, then ${what}`, ({ stream }) => [answerHeaders(stream), ...steps], parts)
  add(
    'failure',
    `half of the headers, then ${what}`,
    ({ stream }) => [answerHeaders(stream).subarray(0, 12), ...steps],
    parts,
  )
  add(
    'failure',
    `half of the message, then ${what}`,
    ({ stream, message }) => [answerHeaders(stream), data(stream, message.subarray(0, 9)), ...steps],
    parts,
  )
  add(
    'failure',
    `half of a data frame, then ${what}`,
    ({ stream, message }) => [answerHeaders(stream), data(stream, message).subarray(0, 16), ...steps],
    parts,
  )
  add(
    'failure',
    `the message, then ${what}`,
    ({ stream, message }) => [answerHeaders(stream), data(stream, message), ...steps],
    parts,
  )
  add(
    'failure',
    `trailers but for their last byte, then ${what}`,
    ({ stream, message }) => [
      answerHeaders(stream),
      data(stream, message),
      okTrailers(stream).subarray(0, -1),
      ...steps,
    ],
    parts,
  )
  add(
    'failure',
    `trailers' head, then ${what}`,
    ({ stream, message }) => [
      answerHeaders(stream),
      data(stream, message),
      okTrailers(stream).subarray(0, 9),
      ...steps,
    ],
    parts,
  )
  add('success', `the whole answer, then ${what}`, (call) => [proper(call), 300, ...steps])
  add('success', `the whole answer and at once ${what}`, (call) => [
    proper(call),
    ...steps.filter((step) => step === 'end'),
  ])
}
add('success', 'the whole answer byte by byte', (call) => [...proper(call)].map((byte) => Buffer.of(byte)))
add('success', 'a pause at each stage', ({ stream, message }) => [
  100,
  answerHeaders(stream),
  100,
  data(stream, message.subarray(0, 7)),
  100,
  data(stream, message.subarray(7)),
  100,
  okTrailers(stream),
])
add('failure', 'cut once, then silence', ({ number }) => (number === 1 ? ['cut'] : []))
add(
  'failure',
  'headers, then a cut; the next time a proper answer',
  (call) => (call.number === 1 ? [answerHeaders(call.stream), 'cut'] : [proper(call)]),
  {
    commands: ['put'],
  },
)
add(
  'failure',
  'the request, then a cut; the next time a proper answer',
  (call) => (call.number === 1 ? ['cut'] : [proper(call)]),
  {
    commands: ['put'],
  },
)
add('failure', 'trailers that end nothing, then the end', ({ stream, message }) => [
  answerHeaders(stream),
  data(stream, message),
  headers(stream, okBlock),
  'end',
])

export const cuts = list
