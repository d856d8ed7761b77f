import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { TestContext } from 'node:test'

const listen = `
  const server = require('node:net').createServer()
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(server.address().port))
`

/**
 * An address where a connection is never made: a stopped process listens there, and its queue is full. Undefined where
 * the kernel lets connections through all the same. Gone with the test.
 */
export async function startFullQueue(t: TestContext): Promise<string | undefined> {
  const child = spawn(process.execPath, ['-e', listen], { stdio: ['ignore', 'pipe', 'inherit'] })
  const sockets: Socket[] = []
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    child.kill('SIGKILL')
  })
  const port = Number(await firstOutput(child))
  child.kill('SIGSTOP')
  for (let tries = 0; tries < 20; tries++) {
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    sockets.push(socket)
    const isQueued = await Promise.race([once(socket, 'connect').then(() => true), delay(200).then(() => false)])
    if (!isQueued) return `127.0.0.1:${port}`
  }
  return undefined
}

async function firstOutput(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('no output to read')
  const [chunk] = await once(child.stdout, 'data')
  return String(chunk)
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
