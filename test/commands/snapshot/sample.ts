import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { SnapshotResponse } from '../../../src/rpc/messages.ts'
import { Maintenance } from '../../../src/rpc/services.ts'
import { answer, type FakeServer, type Reply, startFakeServer } from '../../support/fake-server.ts'

export const database = Buffer.alloc(4096, 'etcd')
export const digest = createHash('sha256').update(database).digest()
const header = { clusterId: 1n, memberId: 2n, revision: 3n, raftTerm: 4n }

/** What a server sends. */
export const parts = [
  { header, blob: database.subarray(0, 1000), remainingBytes: 3128n, version: '3.6.0' },
  { header, blob: database.subarray(1000), remainingBytes: 32n, version: '3.6.0' },
  { header, blob: digest, remainingBytes: 0n, version: '3.6.0' },
]

/** What there is when all has come. */
export const whole = Buffer.concat([database, digest])

export interface Served {
  readonly server: FakeServer
  /** An empty folder of the test's own. */
  readonly folder: string
}

/** A server that sends the parts, or what `reply` says. */
export async function serveSnapshot(
  t: TestContext,
  reply: Reply<SnapshotResponse> = answer<SnapshotResponse>(...parts),
): Promise<Served> {
  const server = await startFakeServer(t)
  server.on(Maintenance.snapshot, [reply])
  const folder = mkdtempSync(join(tmpdir(), 'etcdctl-ts-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return { server, folder }
}
