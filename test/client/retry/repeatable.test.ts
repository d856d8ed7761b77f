import assert from 'node:assert/strict'
import test from 'node:test'
import { isChange, needsLeader } from '../../../src/client/retry/repeatable.ts'
import { Auth, Cluster, KV, Lease, Maintenance, Watch } from '../../../src/rpc/services.ts'

test('calls that only a member with a leader can serve are known', () => {
  const needing: readonly (readonly [path: string, request: object])[] = [
    [KV.range.path, {}],
    [KV.range.path, { serializable: false }],
    [KV.put.path, {}],
    [KV.txn.path, {}],
    [KV.compact.path, {}],
    [Lease.leaseGrant.path, {}],
    [Lease.leaseRevoke.path, {}],
    [Lease.leaseTimeToLive.path, {}],
    [Cluster.memberAdd.path, {}],
    [Cluster.memberRemove.path, {}],
    [Cluster.memberList.path, { linearizable: true }],
  ]
  for (const [path, request] of needing) assert.equal(needsLeader(path, request), true, path)
  const others: readonly (readonly [path: string, request: object])[] = [
    [KV.range.path, { serializable: true }],
    [Cluster.memberList.path, {}],
    [Cluster.memberList.path, { linearizable: false }],
    [Maintenance.status.path, {}],
    [Maintenance.defragment.path, {}],
    [Auth.authenticate.path, {}],
    [Auth.userAdd.path, {}],
  ]
  for (const [path, request] of others) assert.equal(needsLeader(path, request), false, path)
})

test('calls that change the cluster and are sent once are changes', () => {
  for (const method of [KV.put, KV.txn, KV.deleteRange, Cluster.memberAdd, Auth.userAdd, Maintenance.defragment]) {
    assert.equal(isChange(method), true, method.path)
  }
  for (const method of [KV.range, Lease.leaseGrant, Lease.leaseKeepAlive, Maintenance.snapshot, Watch.watch]) {
    assert.equal(isChange(method), false, method.path)
  }
})
