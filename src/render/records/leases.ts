import { bytesMember, idText } from '../jsonl.ts'
import type { LeaseResults } from '../results.ts'
import type { RecordsOf } from './record.ts'

/** Times to live are in seconds; -1 is that of a lease that is gone. */
export const leaseRecords: RecordsOf<LeaseResults> = {
  leaseGrant: ({ ID, TTL, error }) => [{ id: idText(ID), ttl: TTL, error: error === '' ? undefined : error }],
  leaseRevoke: ({ id, response }) => [{ id: idText(id), revision: response.header?.revision }],
  leaseKeepAlive: ({ ID, TTL }) => [{ id: idText(ID), ttl: TTL }],
  leaseTimeToLive: ({ response, hasKeys }) => [
    {
      id: idText(response.ID),
      ttl: response.TTL,
      granted_ttl: response.grantedTTL,
      keys: hasKeys ? response.keys.map((key) => bytesMember('key', key)) : undefined,
    },
  ],
  leaseList: ({ leases }) => leases.map(({ ID }) => ({ id: idText(ID) })),
}
