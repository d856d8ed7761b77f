import type net from 'node:net'
import type { ProxyStep } from '../../client/connection/endpoints.ts'
import { openTunnel } from '../../client/proxy/node-tunnel.ts'
import { TransportFailure } from '../failure.ts'

/** Rejects with a TransportFailure in Go's words, where of a refusal only the reason is told, or with the signal's reason. */
export async function openProxyTunnel(socket: net.Socket, proxy: ProxyStep, signal: AbortSignal): Promise<void> {
  const giveUp = (): void => void socket.destroy()
  signal.addEventListener('abort', giveUp)
  try {
    signal.throwIfAborted()
    await openTunnel(socket, proxy)
  } catch (error) {
    socket.destroy()
    throw signal.aborted ? signal.reason : new TransportFailure(wordsOf(error))
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

function wordsOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  const [, reason] = /^answered \d{3} ?(.*)$/s.exec(text) ?? []
  if (reason !== undefined) return reason === '' ? 'unknown status code' : reason
  return text === 'closed without an answer' ? 'unexpected EOF' : text
}
