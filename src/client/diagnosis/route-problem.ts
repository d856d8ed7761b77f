import dgram from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { runtime } from '../../runtime/current.ts'
import type { TcpAddress } from '../connection/endpoints.ts'

/**
 * The code of the true error when Bun reports a refused connection but the kernel knows no route to the address: Bun 1.4 calls
 * both a refusal. Sending an empty datagram tells them apart. Undefined under node, which reports the truth.
 */
export async function routeProblem({ host, port }: TcpAddress): Promise<string | undefined> {
  if (!runtime.callsLostRoutesRefused) return undefined
  const found = await lookup(host).catch(() => undefined)
  if (found === undefined) return undefined
  const socket = dgram.createSocket(found.family === 6 ? 'udp6' : 'udp4')
  return new Promise((resolve) => {
    const settle = (error: Error | null): void => {
      socket.close()
      resolve(error !== null && 'code' in error ? String(error.code) : undefined)
    }
    socket.on('error', () => {})
    socket.send('', Number(port), found.address, settle)
  })
}
