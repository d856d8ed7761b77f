import type { OfflineResults } from '../results.ts'
import type { RecordsOf } from './record.ts'

export const offlineRecords: RecordsOf<OfflineResults> = {
  snapshotStatus: ({ hash, revision, totalKeys, sizeBytes, version }) => [
    { hash, revision, total_keys: totalKeys, size: sizeBytes, version },
  ],
  hashKv: ({ hash, hashRevision, compactRevision }) => [
    { hash, hash_revision: hashRevision, compact_revision: compactRevision },
  ],
  verification: ({ isSound, proved, unproved, problems, digest, sizeBytes, revision, keys }) => [
    { sound: isSound, sha256: digest, size: sizeBytes, revision, keys, proved, unproved, problems },
  ],
}
