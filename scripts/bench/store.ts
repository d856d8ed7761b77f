import { prefixRange } from '../../src/base/ranges.ts'
import { type CallOptions, type EtcdClient, openClient } from '../../src/client/client.ts'
import { type Endpoint, parseEndpoint } from '../../src/client/connection/endpoints.ts'
import { readTls } from '../../src/client/tls/read-tls.ts'
import { securityFor, type TlsSecurity } from '../../src/client/tls/security.ts'
import { type Cluster, startCluster } from '../../test/support/cluster.ts'
import type { EtcdBinaries } from '../../test/support/etcd-binaries.ts'

export const endless: CallOptions = { deadlineMs: Number.POSITIVE_INFINITY }
const quotaBytes = 8 * 1024 ** 3

/** One member with room for everything that is measured. */
export function startStore(binaries: EtcdBinaries): Promise<Cluster> {
  return startCluster({ binaries, etcdArgs: [`--quota-backend-bytes=${quotaBytes}`] })
}

/** Our own client on the first member of a cluster. Whoever opens it closes it. */
export function openStore(cluster: Cluster): Promise<EtcdClient> {
  return openClient({
    endpoints: [parseEndpoint(cluster.member(0).clientUrl)],
    security: securityOf(cluster),
    login: undefined,
    dialTimeoutMs: 2000,
    keepaliveTimeMs: 0,
    keepaliveTimeoutMs: 0,
    maxSendBytes: 2 * 1024 ** 2,
    maxReceiveBytes: 2 ** 31 - 1,
    apiVersion: '3.7',
  })
}

/** The number of all keys and the store's revision. */
export async function stateOf(client: EtcdClient): Promise<{ readonly keys: bigint; readonly revision: bigint }> {
  const range = prefixRange(new Uint8Array())
  const { count, header } = await client.kv.range({ ...range, countOnly: true, serializable: true }, endless)
  return { keys: count, revision: header?.revision ?? 0n }
}

function securityOf({ certificates }: Cluster): (endpoint: Endpoint) => TlsSecurity | undefined {
  if (certificates === undefined) return () => undefined
  const { ca, client } = certificates
  const flags = { cacert: ca, ...client, serverName: '', skipVerify: false, isForced: false }
  return securityFor(readTls(flags), flags)
}
