import type { Session } from '../app.ts'
import { oldestRevision } from '../client/diagnosis/oldest-revision.ts'
import { RpcError } from '../client/grpc/rpc-error.ts'

/**
 * The revision up to which the cluster's history is compacted, 0 when it is not. Asks by a key that the user may read. A watch tells the
 * number, but nothing at all when there is none: a read of the first revision shows whether there is one.
 */
export async function compactedRevision(session: Session, key: Uint8Array): Promise<bigint> {
  const client = await session.client()
  try {
    await client.kv.range({ key, revision: 1n, countOnly: true }, session.call())
    return 0n
  } catch (error) {
    if (!(error instanceof RpcError) || error.reason !== 'compacted') throw error
  }
  return (await oldestRevision(client, key, session.call())) ?? 0n
}
