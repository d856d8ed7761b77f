import { createHash } from 'node:crypto'
import { appendFileSync, readFileSync } from 'node:fs'
import { createBolt } from '../../src/offline/bbolt/writer.ts'
import { encodeU64be, utf8 } from '../../src/offline/bytes.ts'
import { encodeRevisionKey } from '../../src/offline/mvcc/revision-key.ts'
import type { RestoreOptions } from '../../src/offline/restore/restore.ts'
import { encode } from '../../src/rpc/codec.ts'
import { keyValueType } from '../../src/rpc/fields.ts'

export interface SampleOptions {
  readonly keys?: number
  readonly valueBytes?: number
  /** Adds the trailing SHA-256; true by default. */
  readonly hasDigest?: boolean
  /** The last entry of the log that it has; 77 by default. */
  readonly applied?: bigint
}

/** A database as a server of 3.5 has it, with revisions from 2 on, and a member of an old cluster. */
export function writeSample(path: string, options: SampleOptions = {}): void {
  const { keys = 3, valueBytes = 10, hasDigest = true, applied = 77n } = options
  const writer = createBolt(path)
  for (const name of ['alarm', 'auth', 'authRoles', 'authUsers']) writer.bucket(name)
  writer.bucket('cluster')
  writer.put(utf8('clusterVersion'), utf8('3.5.0'))
  writer.bucket('key')
  for (let index = 0; index < keys; index++) {
    const revision = BigInt(index + 2)
    const value = new Uint8Array(valueBytes).fill(index)
    const fields = { key: utf8(`k${index}`), createRevision: revision, modRevision: revision, version: 1n, value }
    writer.put(encodeRevisionKey(revision), encode(keyValueType, fields))
  }
  writer.bucket('lease')
  writer.bucket('members')
  writer.put(utf8('1234'), utf8('{"id":4660,"peerURLs":["http://old:2380"],"name":"old"}'))
  writer.bucket('members_removed')
  writer.put(utf8('99'), utf8('removed'))
  writer.bucket('meta')
  writer.put(utf8('confState'), utf8('{"voters":[4660],"auto_leave":false}'))
  writer.put(utf8('consistent_index'), encodeU64be(applied))
  writer.put(utf8('term'), encodeU64be(9n))
  writer.finish()
  if (hasDigest) appendFileSync(path, createHash('sha256').update(readFileSync(path)).digest())
}

/** The flags' defaults. */
export const defaults: Omit<RestoreOptions, 'snapshotPath'> = {
  name: 'default',
  dataDir: '',
  walDir: '',
  initialCluster: 'default=http://localhost:2380',
  initialClusterToken: 'etcd-cluster',
  advertisedPeerUrls: 'http://localhost:2380',
  skipHashCheck: false,
  forceMissingRevisions: false,
  revisionBump: 0n,
  markCompacted: false,
  release: '3.7',
}
