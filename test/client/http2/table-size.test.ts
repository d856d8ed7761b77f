import assert from 'node:assert/strict'
import { once } from 'node:events'
import http2 from 'node:http2'
import type { AddressInfo } from 'node:net'
import test from 'node:test'
import { withPrefix } from '../../../src/client/grpc/message-reader.ts'
import { Watch } from '../../../src/rpc/services.ts'
import { bytes, openTestClient, patient } from '../open.ts'

for (const headerTableSize of [0, 100, 4096, 65_536]) {
  test(`a server whose table for header fields has ${headerTableSize} bytes answers one call, and a stream, after the other`, async (t) => {
    const server = http2.createServer({ settings: { headerTableSize } })
    let calls = 0
    server.on('stream', (stream) => {
      calls++
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
      stream.end(withPrefix(new Uint8Array()))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    t.after(() => server.close())
    const client = await openTestClient(t, [`127.0.0.1:${(server.address() as AddressInfo).port}`])
    for (let call = 0; call < 3; call++) await client.kv.put({ key: bytes('k'), value: bytes('v') }, patient())
    for (let count = 0; count < 2; count++) {
      const stream = await client.duplexStream(Watch.watch, patient())
      assert.equal((await stream.messages().next()).done, false)
      stream.cancel()
    }
    assert.equal(calls, 5)
  })
}
