// Runs a bundle once, so that the functions a short command needs are compiled, and keeps the compiled code beside it.
const { renameSync, writeFileSync } = require('node:fs')
const { createServer } = require('node:http2')
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

async function warmUp() {
  const { runEtcdctl, script } = load('etcdctl')
  const server = await listen()
  const endpoint = `127.0.0.1:${server.address().port}`
  process.env = {}
  for (const words of [
    ['get', 'k'],
    ['put', 'k', 'v'],
    ['endpoint', 'health'],
  ]) {
    await runEtcdctl(['--endpoints', endpoint, '--write-out', 'simple', ...words])
  }
  server.close()
  const cache = join(__dirname, '..', 'dist', 'etcdctl.cjs.cache')
  writeFileSync(`${cache}.part`, script.createCachedData())
  renameSync(`${cache}.part`, cache)
  process.exitCode = 0
}

warmUp()
