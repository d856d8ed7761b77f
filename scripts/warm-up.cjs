// Runs each bundle once, so that the functions a short command needs are compiled, and keeps the compiled code beside it:
// after the build, and where the package is used with another Node than the one that packed it.
const { mkdtempSync, renameSync, rmSync, writeFileSync } = require('node:fs')
const { createServer } = require('node:http2')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { load } = require('../bin/launch.cjs')

const emptyAnswer = Buffer.alloc(5)

/** Answers every call with an empty message. */
function listen() {
  const server = createServer()
  server.on('stream', (stream) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc+proto' }, { waitForTrailers: true })
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
    stream.resume()
    stream.end(emptyAnswer)
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

async function warmUpEtcdctl() {
  const { runEtcdctl, script } = load('etcdctl')
  const server = await listen()
  const endpoint = `127.0.0.1:${server.address().port}`
  process.env = {}
  for (const words of [
    ['get', 'k'],
    ['put', 'k', 'v'],
    ['get', 'k', '--prefix'],
    ['endpoint', 'health'],
  ]) {
    await runEtcdctl(['--endpoints', endpoint, '--write-out', 'simple', ...words])
  }
  server.close()
  keepCode('etcdctl', script)
}

async function warmUpEtcdutl() {
  const { runEtcdutl, script } = load('etcdutl')
  const folder = mkdtempSync(join(tmpdir(), 'warm-up-'))
  const file = join(folder, 'db')
  try {
    writeFileSync(file, smallDatabase())
    await runEtcdutl(['snapshot', 'status', file])
    await runEtcdutl(['version'])
  } finally {
    rmSync(folder, { recursive: true })
  }
  keepCode('etcdutl', script)
}

/** Two meta pages, a root page and the buckets "key" and "meta" with nothing in them. */
function smallDatabase() {
  const pageSize = 4096
  const file = Buffer.alloc(3 * pageSize)
  for (const [id, txid] of [
    [0, 0n],
    [1, 1n],
  ]) {
    const page = file.subarray(id * pageSize)
    page.writeBigUInt64LE(BigInt(id), 0)
    page.writeUInt16LE(0x04, 8)
    for (const [at, value] of [
      [16, 0xed0cdaed],
      [20, 2],
      [24, pageSize],
    ])
      page.writeUInt32LE(value, at)
    for (const [at, value] of [
      [32, 2n],
      [48, 2n ** 64n - 1n],
      [56, 3n],
      [64, txid],
    ])
      page.writeBigUInt64LE(value, at)
    page.writeBigUInt64LE(fnv1a(page.subarray(16, 72)), 72)
  }
  writeRoot(file.subarray(2 * pageSize), ['key', 'meta'])
  return file
}

function writeRoot(page, names) {
  page.writeBigUInt64LE(2n, 0)
  page.writeUInt16LE(0x02, 8)
  page.writeUInt16LE(names.length, 10)
  const emptyBucket = Buffer.alloc(32)
  emptyBucket.writeUInt16LE(0x02, 24)
  let data = 16 + 16 * names.length
  for (const [index, name] of names.entries()) {
    const at = 16 + 16 * index
    for (const [part, value] of [1, data - at, name.length, emptyBucket.length].entries())
      page.writeUInt32LE(value, at + 4 * part)
    data += page.write(name, data)
    data += emptyBucket.copy(page, data)
  }
}

function fnv1a(bytes) {
  let hash = 0xcbf29ce484222325n
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n)
  return hash
}

function keepCode(name, script) {
  const cache = join(__dirname, '..', 'dist', `${name}.cjs.cache`)
  writeFileSync(`${cache}.part`, script.createCachedData())
  renameSync(`${cache}.part`, cache)
}

async function warmUp() {
  await warmUpEtcdctl()
  await warmUpEtcdutl()
  process.exitCode = 0
}

warmUp()
