import { randomInt } from 'node:crypto'
import type { EtcdClient } from '../../src/client/client.ts'
import { create } from '../../src/rpc/codec.ts'
import { deleteRangeRequestType, putRequestType } from '../../src/rpc/fields.ts'
import type { KeyValue, RequestOp } from '../../src/rpc/messages.ts'
import type { Change } from '../../src/source/source.ts'

const endless = { deadlineMs: Number.POSITIVE_INFINITY }

/** Numbers from 0 up to a bound, the same for the same seed. */
export type Random = (bound: number) => number

/** The seed that a failed run named, or a new one. */
export function chooseSeed(): number {
  return Number(process.env.SOURCE_SEED ?? randomInt(2 ** 31))
}

export function randomOf(seed: number): Random {
  let state = seed >>> 0
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound)
  }
}

const steps = ['put', 'put', 'put', 'put', 'put', 'del', 'delPrefix', 'txn', 'lease', 'revoke', 'nothing'] as const
const folders = ['/registry/pods/', '/registry/secrets/', '/registry/', '/a', '', 'zz//', '\xff'] as const

/** Plays random writes to a cluster, and keeps in plain lists what each revision must hold then. */
export class HistoryModel {
  /** Oldest first, those that are compacted as well. */
  readonly changes: Change[] = []
  revision = 1n
  compacted = 0n
  private readonly client: EtcdClient
  private readonly random: Random
  private readonly leases: bigint[] = []

  constructor(client: EtcdClient, random: Random) {
    this.client = client
    this.random = random
  }

  async play(count: number): Promise<void> {
    for (let step = 0; step < count; step++) await this.step()
  }

  /** Compacts away what is older than a revision. */
  async compact(revision: bigint): Promise<void> {
    await this.client.kv.compact({ revision, physical: true }, endless)
    this.compacted = revision
  }

  /** The keys at a revision, in byte order. */
  at(revision: bigint): KeyValue[] {
    const keys = new Map<string, KeyValue>()
    for (const change of this.changes) {
      if (change.revision > revision) break
      const name = Buffer.from(change.kv.key).toString('latin1')
      if (change.kind === 'put') keys.set(name, change.kv)
      else keys.delete(name)
    }
    return [...keys.values()].sort((a, b) => Buffer.compare(a.key, b.key))
  }

  /** Changes that no compaction has taken, the newest first, up to a revision. */
  history(until: bigint): Change[] {
    const kept = this.changes.filter(({ revision }) => revision <= until && revision > this.compacted)
    return kept.reverse()
  }

  private async step(): Promise<void> {
    const { random, client } = this
    switch (steps[random(steps.length)]) {
      case 'put':
        return this.write([this.putOperation()])
      case 'del':
        return this.write([this.deleteOperation(this.knownKey())])
      case 'delPrefix':
        return random(4) === 0 ? this.deletePrefix() : this.write([this.putOperation()])
      case 'txn':
        return this.transaction()
      case 'lease': {
        const { ID } = await client.lease.leaseGrant({ TTL: 100_000n }, endless)
        this.leases.push(ID)
        return
      }
      case 'revoke':
        return random(3) === 0 ? this.revoke() : undefined
    }
  }

  /** Several changes in one revision, each of another key. */
  private async transaction(): Promise<void> {
    const operations = new Map<string, RequestOp>()
    for (let left = 1 + this.random(5); left > 0; left--) {
      const operation = this.random(3) === 0 ? this.deleteOperation(this.knownKey()) : this.putOperation()
      const key = operation.requestPut?.key ?? operation.requestDeleteRange?.key ?? new Uint8Array()
      operations.set(Buffer.from(key).toString('hex'), operation)
    }
    await this.write([...operations.values()])
  }

  private async write(success: readonly RequestOp[]): Promise<void> {
    const { header } = await this.client.kv.txn({ success: [...success] }, endless)
    const revision = header?.revision ?? 0n
    for (const { requestPut: put, requestDeleteRange: deletion } of success) {
      if (put !== undefined) this.changes.push({ revision, kind: 'put', kv: this.after(put, revision) })
      if (deletion !== undefined && this.current(deletion.key) !== undefined) this.deleted(deletion.key, revision)
    }
    this.revision = revision
  }

  private after(put: { key: Uint8Array; value: Uint8Array; lease: bigint }, revision: bigint): KeyValue {
    const { key, value, lease } = put
    const before = this.current(key)
    const createRevision = before?.createRevision ?? revision
    return { key, value, lease, createRevision, modRevision: revision, version: (before?.version ?? 0n) + 1n }
  }

  private current(key: Uint8Array): KeyValue | undefined {
    const last = this.changes.findLast(({ kv }) => Buffer.compare(kv.key, key) === 0)
    return last?.kind === 'put' ? last.kv : undefined
  }

  private deleted(key: Uint8Array, revision: bigint): void {
    const nothing = { value: new Uint8Array(), lease: 0n, createRevision: 0n, version: 0n }
    this.changes.push({ revision, kind: 'delete', kv: { ...nothing, key, modRevision: revision } })
  }

  private async deletePrefix(): Promise<void> {
    const key = this.knownKey()
    const end = Buffer.concat([key, Buffer.from([0xff])])
    const { header } = await this.client.kv.deleteRange({ key, rangeEnd: end }, endless)
    this.revision = header?.revision ?? 0n
    const gone = this.at(this.revision).filter(
      (kv) => Buffer.compare(kv.key, key) >= 0 && Buffer.compare(kv.key, end) < 0,
    )
    for (const kv of gone) this.deleted(kv.key, this.revision)
  }

  private async revoke(): Promise<void> {
    const ID = this.leases.pop()
    if (ID === undefined) return
    const gone = this.at(this.revision).filter(({ lease }) => lease === ID)
    await this.client.lease.leaseRevoke({ ID }, endless)
    if (gone.length > 0) this.revision += 1n
    for (const kv of gone) this.deleted(kv.key, this.revision)
  }

  private putOperation(): RequestOp {
    const lease = this.random(4) === 0 ? (this.leases.at(-1) ?? 0n) : 0n
    const key = this.random(2) === 0 ? this.knownKey() : this.newKey()
    return { requestPut: create(putRequestType, { key, value: this.someValue(), lease }) }
  }

  private deleteOperation(key: Uint8Array): RequestOp {
    return { requestDeleteRange: create(deleteRangeRequestType, { key }) }
  }

  private knownKey(): Uint8Array {
    return this.changes[this.random(this.changes.length)]?.kv.key ?? this.newKey()
  }

  private newKey(): Uint8Array {
    const folder = Buffer.from(folders[this.random(folders.length)] ?? '', 'latin1')
    const names = ['x', 'é', '\u202e', '\x1b[31m', 'a/b', '/', ' ', '0', 'long'.repeat(20)]
    const name = Buffer.from(`${names[this.random(names.length)]}${this.random(12)}`)
    return new Uint8Array(Buffer.concat([folder, name, this.random(8) === 0 ? this.bytes(3) : Buffer.alloc(0)]))
  }

  private someValue(): Uint8Array {
    const kind = this.random(20)
    if (kind === 0) return new Uint8Array()
    if (kind === 1) return this.bytes(20_000)
    if (kind < 8) return this.bytes(1 + this.random(40))
    return new Uint8Array(Buffer.from(`value ${this.random(1000)}\n<&>"é`))
  }

  private bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.random(256))
  }
}
