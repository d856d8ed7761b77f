// Finds out which functions short commands run, and in which order: the compiler lays their code out one behind the other.
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http2'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The most frequent ones first: where two of them differ, the first one decides. */
const commands = [
  'get k',
  'put k v',
  'get k --prefix',
  'endpoint health',
  'member list',
  'version',
  'endpoint status',
  'del k',
]

const header = bytes(1, [0x08, 1, 0x10, 2, 0x18, 3, 0x20, 4])
const keyValue = [...bytes(1, text('k')), 0x10, 2, 0x18, 3, 0x20, 1, ...bytes(5, text('v'))]
const member = [0x08, 2, ...bytes(2, text('m1')), ...bytes(3, text('http://a:1')), ...bytes(4, text('http://a:2'))]
const answers = {
  '/etcdserverpb.KV/Range': [...header, ...bytes(2, keyValue), 0x20, 1],
  '/etcdserverpb.Cluster/MemberList': [...header, ...bytes(2, member)],
}

function text(characters) {
  return [...Buffer.from(characters)]
}

/** A protobuf field of up to 127 bytes. */
function bytes(field, content) {
  return [(field << 3) | 2, content.length, ...content]
}

/** Runs the executable against a server of our own and writes its orders into `folder`; resolves to their paths. */
export async function recordOrders(executable, folder) {
  const server = createServer().on('stream', answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const files = []
    for (const command of commands) files.push(await recordOrder(executable, command, { server, folder }))
    return files
  } finally {
    server.close()
  }
}

async function recordOrder(executable, command, { server, folder }) {
  const file = join(folder, `order-${command.replaceAll(' ', '-')}`)
  const args = [...command.split(' '), `--endpoints=127.0.0.1:${server.address().port}`, '--command-timeout=30s']
  const env = { PATH: process.env.PATH, BUN_BYTECODE_ORDER_OUT: file }
  await run(executable, args, { env, timeout: 60_000, killSignal: 'SIGKILL' })
  return file
}

function answer(stream, headers) {
  const message = answers[headers[':path']] ?? header
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
  stream.end(Buffer.from([0, 0, 0, 0, message.length, ...message]))
}
