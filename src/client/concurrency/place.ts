import { CliError } from '../../base/errors.ts'
import { create } from '../../rpc/codec.ts'
import { putRequestType, rangeRequestType } from '../../rpc/fields.ts'
import {
  type Compare,
  CompareResult,
  CompareTarget,
  type RangeResponse,
  type ResponseHeader,
  type TxnRequest,
} from '../../rpc/messages.ts'
import type { EtcdClient } from '../client.ts'
import { DeadlineError, RpcError } from '../grpc/rpc-error.ts'
import type { KeptLease } from '../lease/kept-lease.ts'
import { persist } from '../retry/persist.ts'
import { firstInQueue, queuePrefix, waitTurn } from './queue.ts'
import { silenceRemarks } from './silence-remarks.ts'
import { waitDelete } from './wait-delete.ts'

const noBytes = new Uint8Array()

/** Long enough for an election, short enough for somebody who pressed Ctrl-C. */
const releaseTimeoutMs = 10_000

/** A place in the queue for a lock or an election: the key `name/<lease in hexadecimal>`, tied to the lease. */
export class Place {
  readonly key: Uint8Array
  private readonly client: EtcdClient
  private readonly lease: KeptLease
  private readonly prefix: Uint8Array
  private readonly guard = new AbortController()
  private createRevision = 0n

  constructor(client: EtcdClient, lease: KeptLease, name: Uint8Array) {
    this.client = client
    this.lease = lease
    this.prefix = queuePrefix(name)
    this.key = Buffer.concat([this.prefix, Buffer.from(lease.id.toString(16))])
  }

  /**
   * Takes the place and waits until it is the first one; resolves with the header of the response that told so. From then
   * on the lease counts as lost when the key is deleted, by whomever. When it rejects, because the lease is over or
   * `interrupt` comes, the place is given back.
   */
  async hold(value: Uint8Array, interrupt: AbortSignal): Promise<ResponseHeader> {
    const signal = AbortSignal.any([this.lease.over, interrupt])
    try {
      const taken = await this.take(value, signal)
      if (taken.isFirst) return this.guarded(taken.header)
      await waitTurn(this.client, this.prefix, { revision: this.createRevision, signal })
      const { kvs, header } = await this.read(signal)
      if (kvs[0]?.createRevision !== this.createRevision || header === undefined) throw this.lost()
      return this.guarded(header)
    } catch (error) {
      // a server that refuses the release too must not hide the first error
      await this.release().catch((failure: unknown) => {
        if (!(failure instanceof RpcError)) throw failure
      })
      throw error
    }
  }

  /** The key as it is stored. */
  read(signal: AbortSignal): Promise<RangeResponse> {
    return persist(signal, (call) => this.client.kv.range({ key: this.key }, call))
  }

  /** Stores another value under the key. Throws when the place was lost. */
  async proclaim(value: Uint8Array): Promise<void> {
    const { over, id } = this.lease
    const put = create(putRequestType, { key: this.key, value, lease: id })
    const request = { compare: [this.isCreatedAt(this.createRevision)], success: [{ requestPut: put }] }
    const { succeeded } = await persist(over, (call) => this.client.kv.txn(request, call))
    if (!succeeded) throw this.lost()
  }

  /**
   * Deletes the key and revokes its lease; does nothing when the lease is over, which took the key with it. Throws when no server takes
   * the calls in time; the key then goes when the lease expires.
   */
  async release(): Promise<void> {
    this.guard.abort()
    const { over } = this.lease
    if (over.aborted) return
    const tooLong = AbortSignal.timeout(releaseTimeoutMs)
    try {
      const signal = AbortSignal.any([over, tooLong])
      const deleted = persist(signal, (call) => this.client.kv.deleteRange({ key: this.key }, call))
      // sent right after the first, without waiting for its answer
      await Promise.all([deleted, this.lease.revoke()])
    } catch (error) {
      if (over.aborted) return
      throw tooLong.aborted ? new DeadlineError(await silenceRemarks(this.client, this.lease.id)) : error
    }
  }

  /** Puts the key if it is not there; a second run finds it and changes nothing. */
  private async take(value: Uint8Array, signal: AbortSignal): Promise<Taken> {
    const put = create(putRequestType, { key: this.key, value, lease: this.lease.id })
    const first = { requestRange: create(rangeRequestType, firstInQueue(this.prefix)) }
    const own = { requestRange: create(rangeRequestType, { key: this.key }) }
    const request: TxnRequest = {
      compare: [this.isCreatedAt(0n)],
      success: [{ requestPut: put }, first],
      failure: [own, first],
    }
    const { header, succeeded, responses } = await persist(signal, (call) => this.client.kv.txn(request, call))
    if (header === undefined) throw new CliError('the answer to a transaction has no header')
    const found = responses[0]?.responseRange?.kvs[0]?.createRevision
    this.createRevision = succeeded ? header.revision : (found ?? header.revision)
    const holder = responses[1]?.responseRange?.kvs[0]
    return { header, isFirst: holder === undefined || holder.createRevision === this.createRevision }
  }

  private isCreatedAt(revision: bigint): Compare {
    const result = CompareResult.EQUAL
    return { result, target: CompareTarget.CREATE, key: this.key, createRevision: revision, rangeEnd: noBytes }
  }

  private guarded(header: ResponseHeader): ResponseHeader {
    const signal = AbortSignal.any([this.guard.signal, this.lease.over])
    const place = { key: this.key, createRevision: this.createRevision }
    waitDelete(this.client, place, { revision: header.revision, signal }).then(
      () => this.lease.giveUp(),
      // without the right to watch, only the renewals of the lease are left to tell
      () => undefined,
    )
    return header
  }

  private lost(): CliError {
    this.lease.giveUp()
    return new CliError('session expired')
  }
}

interface Taken {
  readonly header: ResponseHeader
  readonly isFirst: boolean
}
