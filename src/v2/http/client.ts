import { basicAuthorization } from './basic-auth.ts'
import { Budget, timerMs } from './budget.ts'
import { Cluster } from './cluster.ts'
import { shownEndpoint } from './curl-line.ts'
import type { V2Request } from './endpoint-request.ts'
import { configuredEndpoints } from './endpoint-sources.ts'
import { urlText } from './endpoint-url.ts'
import type { V2Settings } from './settings.ts'
import { syncCluster } from './sync.ts'
import { tlsSetup } from './tls-setup.ts'
import { type HttpResponse, Transport } from './transport.ts'

export type { V2Request } from './endpoint-request.ts'
export { keyPath } from './key-path.ts'
export type { V2Settings } from './settings.ts'

/** An answer, whole. */
export interface V2Answer {
  readonly status: number
  readonly body: Uint8Array
  /** The endpoint that gave it. */
  readonly endpoint: string
  /** The first value under a name, in whatever case. */
  header(name: string): string | undefined
}

/** A client of a cluster that speaks the v2 API. */
export interface V2Client {
  readonly endpoints: readonly string[]
  /**
   * Sends a request to the endpoints in turn. Rejects with a ClusterFailure when all fail, with a TransportFailure for a one-shot
   * request and when the time is over, and with the reason of the request's signal.
   */
  send(request: V2Request): Promise<V2Answer>
  /** Asks one endpoint, without credentials, as Go's http.Get does. Rejects with a TransportFailure, `Get "URL": …`. */
  sendTo(endpoint: string, request: V2Request): Promise<V2Answer>
  /** Closes the connections that are kept. */
  close(): void
}

export interface OpenOptions {
  /** Asks the cluster for its endpoints first, unless `--no-sync` is given. */
  readonly sync?: boolean
  /** `--debug` lists the endpoints a second time (3.0 to 3.5). */
  readonly listsTwice?: boolean
}

/**
 * Builds a client in the order of the originals: endpoints, TLS files, password, sync. Throws a V2Failure: a bare one with exit code 1
 * for what goes wrong before the sync.
 */
export async function openV2Client(
  settings: V2Settings,
  { sync = true, listsTwice = false }: OpenOptions = {},
): Promise<V2Client> {
  const endpoints = await configuredEndpoints(settings)
  const security = await tlsSetup(settings)
  const user = settings.username || settings.env.ETCDCTL_USERNAME || ''
  const authorization = await basicAuthorization(user, () => settings.askPassword())
  const transport = new Transport({ env: settings.env, dialLimit: dialLimit(settings), security })
  const cluster = new Cluster(endpoints, {
    release: settings.release,
    transport,
    authorization,
    headerLimit: timerMs(settings.timeoutNs),
    debug: settings.debug ? (line) => settings.stderr(line) : undefined,
  })
  try {
    if (sync && !settings.noSync) await synced(cluster, settings, transport)
    if (settings.debug) await listEndpoints(cluster, settings, listsTwice ? 2 : 1)
  } catch (error) {
    transport.close()
    throw error
  }
  return clientOf(cluster, settings, transport)
}

async function listEndpoints({ endpoints }: Cluster, settings: V2Settings, times: number): Promise<void> {
  const line = `Cluster-Endpoints: ${endpoints.map(shownEndpoint).join(', ')}`
  for (let time = 0; time < times; time++) await settings.stderr(line)
}

async function synced(cluster: Cluster, settings: V2Settings, transport: Transport): Promise<void> {
  const list = (): string => cluster.endpoints.map(shownEndpoint).join(',')
  if (settings.debug) await settings.stderr(`start to sync cluster using endpoints(${list()})`)
  await syncCluster(cluster, settings, transport)
  if (settings.debug) await settings.stderr(`got endpoints(${list()}) after sync`)
}

/** Milliseconds: Go's 30 s, or the total time limit when that is shorter. */
function dialLimit({ totalTimeoutNs }: V2Settings): number {
  const total = timerMs(totalTimeoutNs)
  return total === 0 ? 30_000 : Math.min(Math.max(total, 1), 30_000)
}

function clientOf(cluster: Cluster, settings: V2Settings, transport: Transport): V2Client {
  const budget = new Budget(settings.totalTimeoutNs)
  return {
    get endpoints() {
      return cluster.endpoints.map(urlText)
    },
    send: async (request) => {
      const isBounded = request.isWatch !== true && request.isUnbounded !== true
      const answer = await cluster.send(request, isBounded ? budget : undefined)
      return answerOf(answer, answer.endpoint)
    },
    sendTo: async (endpoint, { path, signal }) => {
      const { getPlainly } = await import('./plain-get.ts')
      return answerOf(await getPlainly(`${endpoint}${path}`, transport, signal), endpoint)
    },
    close: () => transport.close(),
  }
}

function answerOf({ status, fields, body }: HttpResponse, endpoint: string): V2Answer {
  return { status, body, endpoint, header: (name) => fields.get(name.toLowerCase())?.[0] }
}
