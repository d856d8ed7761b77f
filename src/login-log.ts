import { atLeast, type Profile } from './base/release.ts'
import type { Endpoint } from './client/connection/endpoints.ts'
import type { RpcError } from './client/grpc/rpc-error.ts'
import { jsonLogLine, logClock } from './go/log-entry.ts'

export interface NeedlessLogin {
  readonly write: (line: string) => Promise<void>
  readonly profile: Profile
  /** Those of the client, of which the original names the first. */
  readonly endpoints: readonly Endpoint[]
  readonly answer: RpcError
}

/**
 * The line that the original logs when it logs in to a cluster without authentication (3.4 to 3.7): people find by it that
 * authentication is off. It has no address in memory and no ports: ours would tell nothing.
 */
export async function logNeedlessLogin({ write, profile, endpoints, answer }: NeedlessLogin): Promise<void> {
  const method = atLeast(profile, '3.6') ? { method: '/etcdserverpb.Auth/Authenticate' } : {}
  const entry = {
    level: 'warn',
    ...(atLeast(profile, '3.5') ? { logger: 'etcd-client' } : {}),
    message: 'retrying of unary invoker failed',
    fields: {
      target: `etcd-endpoints://0x0/${endpoints[0]?.authority ?? ''}`,
      ...method,
      attempt: 0,
      error: `rpc error: code = ${answer.code} desc = ${answer.details}`,
    },
  } as const
  // the reader of the log is gone: the work goes on
  await write(jsonLogLine(entry, logClock(), 'text')).catch(() => {})
}
