import type net from 'node:net'
import type { ProxyStep } from '../../client/connection/endpoints.ts'
import { openTunnel } from '../../client/proxy/node-tunnel.ts'
import { TransportFailure } from '../failure.ts'

/** Rejects with a TransportFailure in Go's words: of a refusal only the reason is told. */
export async function openProxyTunnel(socket: net.Socket, proxy: ProxyStep): Promise<void> {
  try {
    await openTunnel(socket, proxy)
  } catch (error) {
    socket.destroy()
    throw new TransportFailure(wordsOf(error))
  }
}

function wordsOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  const [, reason] = /^answered \d{3} ?(.*)$/s.exec(text) ?? []
  if (reason !== undefined) return reason === '' ? 'unknown status code' : reason
  return text === 'closed without an answer' ? 'unexpected EOF' : text
}
