import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import test from 'node:test'
import { startDelayingProxy } from '../../../scripts/bench/delaying-proxy.ts'

const delayMs = 20

test('bytes pass the line in both directions, in order, no earlier than it takes, and its end after them', async (t) => {
  const echo = createServer({ allowHalfOpen: true }, (socket) => void socket.pipe(socket))
  echo.listen(0, '127.0.0.1')
  await once(echo, 'listening')
  const proxy = await startDelayingProxy((echo.address() as AddressInfo).port, delayMs)
  t.after(() => {
    proxy.close()
    echo.close()
  })
  const start = performance.now()
  const socket = connect({ host: '127.0.0.1', port: Number(proxy.address.split(':')[1]), allowHalfOpen: true })
  const parts = Array.from({ length: 50 }, () => randomBytes(10_000))
  for (const part of parts) socket.write(part)
  socket.end()
  const received: Buffer[] = []
  let firstMs = 0
  socket.on('data', (chunk: Buffer) => {
    if (received.length === 0) firstMs = performance.now() - start
    received.push(chunk)
  })
  await once(socket, 'end')
  assert.deepEqual(Buffer.concat(received), Buffer.concat(parts))
  // opening the connection takes a trip there and back, the bytes another one
  assert.ok(firstMs >= 4 * delayMs - 5, `${firstMs} ms`)
})
