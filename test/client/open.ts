import type { TestContext } from 'node:test'
import { type CallOptions, type ClientSettings, type EtcdClient, openClient } from '../../src/client/client.ts'
import { parseEndpoint } from '../../src/client/connection/endpoints.ts'

/** A plain client of the endpoints that is closed with the test; a test sets only what it is about. */
export async function openTestClient(
  t: TestContext,
  endpoints: readonly string[],
  settings: Partial<ClientSettings> = {},
): Promise<EtcdClient> {
  const client = await openPlainClient(endpoints, settings)
  t.after(() => client.close())
  return client
}

/** As openTestClient; whoever opens it closes it. */
export function openPlainClient(
  endpoints: readonly string[],
  settings: Partial<ClientSettings> = {},
): Promise<EtcdClient> {
  return openClient({
    endpoints: endpoints.map(parseEndpoint),
    security: () => undefined,
    login: undefined,
    dialTimeoutMs: 2000,
    keepaliveTimeMs: 2000,
    keepaliveTimeoutMs: 6000,
    maxSendBytes: 2 * 1024 * 1024,
    maxReceiveBytes: 2 ** 31 - 1,
    apiVersion: '3.7',
    ...settings,
  })
}

/** How long a test waits for what ends by itself. */
const patienceMs = 120_000

/** A call that nothing but its own end ends soon: what waits for a deadline is given up, and the test fails. */
export function patient(): CallOptions {
  return { deadlineMs: Date.now() + 3_600_000, signal: AbortSignal.timeout(patienceMs) }
}

/** Options for a call that ends this many milliseconds from now. */
export function within(timeoutMs: number): { deadlineMs: number } {
  return { deadlineMs: Date.now() + timeoutMs }
}

export function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text))
}
