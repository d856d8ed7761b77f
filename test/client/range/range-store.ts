import type { KeyValue, RangeRequest, RangeResponse } from '../../../src/rpc/messages.ts'
import { answer, fail, type Reply } from '../../support/fake-server.ts'

/** Keys as a server holds them: sorted, and with a past. */
export class RangeStore {
  /** The requests that were answered. */
  readonly requests: RangeRequest[] = []
  revision = 100n
  compacted = 0n
  private readonly pasts = new Map<bigint, readonly KeyValue[]>()

  constructor(kvs: readonly KeyValue[]) {
    this.pasts.set(
      this.revision,
      [...kvs].sort((a, b) => Buffer.compare(a.key, b.key)),
    )
  }

  /** All keys are other ones from a new revision on. */
  replaceAll(kvs: readonly KeyValue[]): void {
    this.pasts.set(++this.revision, kvs)
  }

  reply(request: RangeRequest): Reply<RangeResponse> {
    this.requests.push(request)
    if (request.revision > 0n && request.revision <= this.compacted) {
      return fail('OutOfRange', 'etcdserver: mvcc: required revision has been compacted')
    }
    return answer(this.range(request))
  }

  range({ key, rangeEnd, limit, revision }: RangeRequest): RangeResponse {
    const all = this.pasts.get(revision === 0n ? this.revision : revision) ?? []
    const isOpen = rangeEnd.length === 1 && rangeEnd[0] === 0
    const found = all.filter((kv) => {
      return Buffer.compare(kv.key, key) >= 0 && (isOpen || Buffer.compare(kv.key, rangeEnd) < 0)
    })
    const kvs = limit > 0n ? found.slice(0, Number(limit)) : found
    const header = { clusterId: 1n, memberId: 2n, revision: this.revision, raftTerm: 3n }
    return { header, kvs, more: kvs.length < found.length, count: BigInt(found.length) }
  }
}

/** `k/00000` and so on, each with a value of this many bytes. */
export function numberedKeys(count: number, valueBytes = 10): KeyValue[] {
  return Array.from({ length: count }, (_, index) => ({
    key: new Uint8Array(Buffer.from(`k/${String(index).padStart(5, '0')}`)),
    createRevision: BigInt(index) + 2n,
    modRevision: BigInt(index) + 3n,
    version: 2n,
    value: new Uint8Array(valueBytes).fill(97 + (index % 26)),
    lease: index % 7 === 0 ? 7239433017037284370n : 0n,
  }))
}
