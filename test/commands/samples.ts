import type { KeyValue, ResponseHeader } from '../../src/rpc/messages.ts'

export const header: ResponseHeader = {
  clusterId: 5504701352735447725n,
  memberId: 10218001686876677239n,
  revision: 4n,
  raftTerm: 2n,
}

/** `header` as `-w json` shows it. */
export const headerJson =
  '"header":{"cluster_id":5504701352735447725,"member_id":10218001686876677239,"revision":4,"raft_term":2}'

/** `header` as `-w fields` shows it. */
export const headerFields =
  '"ClusterID" : 5504701352735447725\n"MemberID" : 10218001686876677239\n"Revision" : 4\n"RaftTerm" : 2\n'

export function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text))
}

export function keyValue(key: string, value: string): KeyValue {
  return {
    key: bytes(key),
    createRevision: 2n,
    modRevision: 4n,
    version: 3n,
    value: bytes(value),
    lease: 0n,
  }
}
