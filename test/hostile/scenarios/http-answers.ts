import { data, headers } from '../frames.ts'
import { fields } from '../header-block.ts'
import { answerBlock, type Incoming, okTrailers, proper, type Step, theme } from '../scenario.ts'

const { add, list } = theme('http answer')
const page = '<html><body>Not here</body></html>'

/** An answer of some proxy: a status, a type, and a page. */
function answer(status: string, type: string | undefined, body: string): (call: Incoming) => Step[] {
  const block = fields([':status', status], ...(type === undefined ? [] : [['content-type', type] as const]))
  return ({ stream }) => [headers(stream, block), data(stream, body, true)]
}

for (const status of [
  '200',
  '204',
  '206',
  '301',
  '302',
  '304',
  '400',
  '401',
  '403',
  '404',
  '408',
  '429',
  '500',
  '502',
  '503',
  '504',
  '599',
]) {
  add('failure', `${status} with a page`, answer(status, 'text/html', page))
  add('failure', `${status} alone`, ({ stream }) => [headers(stream, fields([':status', status]), true)], {
    commands: ['put'],
  })
}
for (const status of ['200', '401', '403', '404', '503']) {
  add('failure', `${status} with JSON`, answer(status, 'application/json', '{"code":5}'), { commands: ['put'] })
  add('failure', `${status} without a content type`, answer(status, undefined, page), { commands: ['put'] })
}
for (const status of ['301', '404', '500', '503']) {
  add('failure', `${status}, application/grpc and a proper rest`, ({ stream, message }) => [
    headers(stream, fields([':status', status], ['content-type', 'application/grpc'])),
    data(stream, message),
    okTrailers(stream),
  ])
  add(
    'failure',
    `${status} with a status of 0 alone`,
    ({ stream }) => [
      headers(stream, fields([':status', status], ['content-type', 'application/grpc'], ['grpc-status', '0']), true),
    ],
    { commands: ['put'] },
  )
  add(
    'failure',
    `${status} with a status of 5`,
    ({ stream }) => [
      headers(
        stream,
        fields(
          [':status', status],
          ['content-type', 'application/grpc'],
          ['grpc-status', '5'],
          ['grpc-message', 'gone'],
        ),
        true,
      ),
    ],
    { commands: ['put'] },
  )
}
for (const type of [
  'text/html',
  'application/json',
  '',
  'application/grp',
  'application/grpcx',
  'application/grpc-web',
  'text/plain; application/grpc',
  ' application/grpc',
  'grpc',
  undefined,
]) {
  const block = fields([':status', '200'], ...(type === undefined ? [] : [['content-type', type] as const]))
  const text = type === undefined ? 'no content type' : `content type '${type}'`
  const isOdd = type === ' application/grpc'
  add(isOdd ? 'original' : 'failure', `${text} and a proper rest`, ({ stream, message }) => [
    headers(stream, block),
    data(stream, message),
    okTrailers(stream),
  ])
}
for (const type of [
  'application/grpc+proto',
  'application/grpc;charset=utf-8',
  'application/grpc+json',
  'application/grpc;',
  'application/grpc+',
]) {
  add('success', `content type '${type}'`, ({ stream, message }) => [
    headers(stream, fields([':status', '200'], ['content-type', type])),
    data(stream, message),
    okTrailers(stream),
  ])
}
add('original', 'content type in upper case', ({ stream, message }) => [
  headers(stream, fields([':status', '200'], ['content-type', 'Application/GRPC'])),
  data(stream, message),
  okTrailers(stream),
])
add('original', 'the content type twice: a page and gRPC', ({ stream, message }) => [
  headers(stream, fields([':status', '200'], ['content-type', 'text/html'], ['content-type', 'application/grpc'])),
  data(stream, message),
  okTrailers(stream),
])
add('failure', 'the content type twice: gRPC and a page', ({ stream, message }) => [
  headers(stream, fields([':status', '200'], ['content-type', 'application/grpc'], ['content-type', 'text/html'])),
  data(stream, message),
  okTrailers(stream),
])
for (const status of ['100', '102', '103', '199']) {
  add('original', `${status} before a proper answer`, (call) => [
    headers(call.stream, fields([':status', status])),
    proper(call),
  ])
}
add('failure', '101 before a proper answer', (call) => [headers(call.stream, fields([':status', '101'])), proper(call)])
add('original', 'fifty times 103 before a proper answer', (call) => [
  ...Array.from({ length: 50 }, () => headers(call.stream, fields([':status', '103'], ['link', '<x>']))),
  proper(call),
])
add('failure', '100 that ends the stream', ({ stream }) => [headers(stream, fields([':status', '100']), true)])
add('failure', '100, then silence', ({ stream }) => [headers(stream, fields([':status', '100']))])
add('failure', 'a page that never ends', ({ stream }) => [
  headers(stream, fields([':status', '200'], ['content-type', 'text/html'])),
  data(stream, page),
])
add('failure', '503 that never ends', ({ stream }) => [
  headers(stream, fields([':status', '503'], ['content-type', 'text/html'])),
])
add(
  'failure',
  'a page of 1 MB',
  ({ stream }) => [
    headers(stream, fields([':status', '200'], ['content-type', 'text/html'])),
    ...Array.from({ length: 64 }, () => data(stream, Buffer.alloc(16_384, 'x'))),
    data(stream, '', true),
  ],
  { commands: ['put'] },
)
add('failure', 'headers twice', ({ stream, message }) => [
  headers(stream, answerBlock),
  headers(stream, answerBlock),
  data(stream, message),
  okTrailers(stream),
])

export const httpAnswers = list
