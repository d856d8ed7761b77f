import type { App, Session } from '../../app.ts'
import { prefixRange } from '../../base/ranges.ts'
import type { EtcdClient } from '../../client/client.ts'
import { quote } from '../../go/quote.ts'

const timeoutMs = 30_000

/** Refuses to start where there are keys: `complaint` makes the error. */
export async function requireNoKeys(
  client: EtcdClient,
  prefix: Uint8Array,
  deadlineMs: number,
  complaint: () => Error,
): Promise<void> {
  const { kvs } = await client.kv.range({ ...prefixRange(prefix), limit: 1n }, { deadlineMs })
  if (kvs.length > 0) throw complaint()
}

/** Deletes the keys of a check; resolves to the revision of that. */
export async function deleteKeys(client: EtcdClient, prefix: Uint8Array, deadlineMs: number): Promise<bigint> {
  const answer = await client.kv.deleteRange(prefixRange(prefix), { deadlineMs })
  return answer.header?.revision ?? 0n
}

export function soon(): { deadlineMs: number } {
  return { deadlineMs: Date.now() + timeoutMs }
}

export async function compactTo({ io }: App, client: EtcdClient, revision: bigint): Promise<void> {
  await io.stdout.write(`Compacting with revision ${revision}\n`)
  await client.kv.compact({ revision, physical: true }, soon())
  await io.stdout.write(`Compacted with revision ${revision}\n`)
}

/** Defragments the endpoints one after the other. */
export async function defragmentAll({ io }: App, session: Session, client: EtcdClient): Promise<void> {
  for (const { text } of client.endpoints) {
    const name = quote(Buffer.from(text))
    await io.stdout.write(`Defragmenting ${name}\n`)
    const member = await session.clientOf(text)
    await member.maintenance.defragment({}, soon())
    await io.stdout.write(`Defragmented ${name}\n`)
  }
}
