import { once } from 'node:events'
import net, { type AddressInfo, type Socket } from 'node:net'
import { decode } from '../../../src/rpc/codec.ts'
import { KV, Lease } from '../../../src/rpc/services.ts'
import { commandLines } from '../calls.ts'
import { spawnWatched, type WatchedRun } from '../watched-process.ts'
import type { Said } from './mutate.ts'
import type { Random } from './random.ts'
import { RequestWatch } from './record.ts'

export type PlayedCommand = 'put' | 'get' | 'grant'

const killAfterMs = 60_000

export interface ProcessReplay extends WatchedRun {
  /** Connections on which a request came. */
  readonly requests: number
}

/** Plays a session to our program, to every connection that it makes. */
export async function replayToProcess(
  program: string,
  command: PlayedCommand,
  said: Said,
  random: Random,
  timeoutMs: number,
): Promise<ProcessReplay> {
  let requests = 0
  const sockets = new Set<Socket>()
  const endsWell = random.below(4) > 0
  const server = net.createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.write(said.greeting)
    const watch = new RequestWatch()
    socket.on('data', (chunk) => {
      if (watch.isSeen) return
      watch.take(chunk)
      if (!watch.isSeen) return
      requests++
      socket.write(said.answer)
      if (endsWell) setTimeout(() => socket.end(), 20)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const { port } = server.address() as AddressInfo
    const limits = [`--endpoints=127.0.0.1:${port}`, `--command-timeout=${timeoutMs}ms`]
    const args = [...commandLines[command].args(''), ...limits]
    const run = await spawnWatched(program, args, {}, { isWatched: false }, killAfterMs)
    return { ...run, requests }
  } finally {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
}

/** What a command prints for a message that its server sent; undefined when the message is none. */
export function printed(command: PlayedCommand, message: Uint8Array): string | undefined {
  try {
    if (command === 'put') return decode(KV.put.response, message) && 'OK\n'
    if (command === 'get') {
      const { kvs } = decode(KV.range.response, message)
      return kvs.map(({ key, value }) => `${latin1(key)}\n${latin1(value)}\n`).join('')
    }
    const { ID, TTL } = decode(Lease.leaseGrant.response, message)
    return `lease ${BigInt.asUintN(64, ID).toString(16).padStart(16, '0')} granted with TTL(${TTL}s)\n`
  } catch {
    return undefined
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}
