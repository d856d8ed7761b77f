import { createHash } from 'node:crypto'
import { encode } from '../../src/rpc/codec.ts'
import { Cluster, KV, Lease, Maintenance, Watch } from '../../src/rpc/services.ts'
import type { Command } from './scenario.ts'

const header = { clusterId: 0x10n, memberId: 0x20n, revision: 7n, raftTerm: 2n }
const key = Buffer.from('k')
const value = Buffer.from('v')
const pair = { key, value, createRevision: 3n, modRevision: 3n, version: 1n, lease: 0n }

/** A database of this size is announced and sent, with its checksum behind it. */
const database = Buffer.alloc(1024, 'database')
const blob = Buffer.concat([database, createHash('sha256').update(database).digest()])

const answers: Readonly<Record<string, Uint8Array>> = {
  [KV.put.path]: encode(KV.put.response, { header }),
  [KV.range.path]: encode(KV.range.response, { header, kvs: [pair], count: 1n, more: false }),
  [Lease.leaseGrant.path]: encode(Lease.leaseGrant.response, { header, ID: 0x1234n, TTL: 10n }),
  [Lease.leaseKeepAlive.path]: encode(Lease.leaseKeepAlive.response, { header, ID: 0x1234n, TTL: 10n }),
  [Cluster.memberList.path]: encode(Cluster.memberList.response, {
    header,
    members: [
      {
        ID: 0x20n,
        name: 'm1',
        peerURLs: ['http://10.0.0.1:2380'],
        clientURLs: ['http://10.0.0.1:2379'],
        isLearner: false,
      },
    ],
  }),
  [Maintenance.snapshot.path]: encode(Maintenance.snapshot.response, { header, remainingBytes: 0n, blob }),
  [Watch.watch.path]: encode(Watch.watch.response, { header, watchId: 0n, created: true }),
}

/** What a proper server answers a call with, behind its prefix. */
export function properAnswer(path: string): Buffer {
  return prefixed(answers[path] ?? new Uint8Array())
}

/** A message behind its prefix, which may lie. */
export function prefixed(message: Uint8Array, flag = 0, length = message.length): Buffer {
  const prefix = Buffer.alloc(5)
  prefix[0] = flag
  prefix.writeUInt32BE(length, 1)
  return Buffer.concat([prefix, message])
}

export interface CommandLine {
  readonly args: (file: string) => readonly string[]
  /** Whose requests are counted. */
  readonly path: string
  /** What a proper answer makes it print; undefined where the file is what counts. */
  readonly stdout: string | undefined
  readonly isWrite: boolean
  /** Changes nothing and is answered with one message: may be sent before the settings of the server are there. */
  readonly isQuestion: boolean
  /** It goes on, or tries again, for ever: it is interrupted, and what it printed counts. */
  readonly isEndless?: boolean
}

export const commandLines: Readonly<Record<Command, CommandLine>> = {
  put: { args: () => ['put', 'k', 'v'], path: KV.put.path, stdout: 'OK\n', isWrite: true, isQuestion: false },
  get: { args: () => ['get', 'k'], path: KV.range.path, stdout: 'k\nv\n', isWrite: false, isQuestion: true },
  grant: {
    args: () => ['lease', 'grant', '10'],
    path: Lease.leaseGrant.path,
    stdout: 'lease 0000000000001234 granted with TTL(10s)\n',
    isWrite: false,
    isQuestion: false,
  },
  members: {
    args: () => ['member', 'list'],
    path: Cluster.memberList.path,
    stdout: '20, started, m1, http://10.0.0.1:2380, http://10.0.0.1:2379, false\n',
    isWrite: false,
    isQuestion: true,
  },
  snapshot: {
    args: (file) => ['snapshot', 'save', file],
    path: Maintenance.snapshot.path,
    stdout: undefined,
    isWrite: false,
    isQuestion: false,
  },
  watch: {
    args: () => ['watch', 'k'],
    path: Watch.watch.path,
    stdout: 'PUT\nk\nv\n',
    isWrite: false,
    isQuestion: false,
    isEndless: true,
  },
  renew: {
    args: () => ['lease', 'keep-alive', '--once', '1234'],
    path: Lease.leaseKeepAlive.path,
    stdout: 'lease 0000000000001234 keepalived with TTL(10)\n',
    isWrite: false,
    isQuestion: false,
    isEndless: true,
  },
}
