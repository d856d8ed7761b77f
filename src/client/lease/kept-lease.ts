import type { EtcdClient } from '../client.ts'
import { silenceRemarks } from '../concurrency/silence-remarks.ts'
import { persist } from '../retry/persist.ts'
import { type KeeperEnd, keepLease } from './lease-keeper.ts'

/** How long the last word to the server may take. */
const revokeTimeoutMs = 2000

/** A lease that lives as long as this process cares for it. Whoever opened it closes it. */
export interface KeptLease {
  readonly id: bigint
  /** Comes when the lease is lost, or closed. */
  readonly over: AbortSignal
  /** Counts the lease as lost: what it stood for is gone. */
  giveUp(): void
  /** Lines for stderr on why the lease was lost; none when a server said so. */
  whyLost(): Promise<readonly string[]>
  /** Revokes the lease, once, if a server can be reached in a moment; else it runs out. Never rejects. */
  revoke(): Promise<void>
  /** Stops the renewals, and revokes a lease that was neither revoked nor lost. */
  close(): Promise<void>
}

/** Waits for a server, gets a lease from it and keeps it alive: most commands under a lock end before the first renewal is due. */
export async function openKeptLease(client: EtcdClient, ttlSeconds: bigint): Promise<KeptLease> {
  const never = new AbortController().signal
  let askedAt = 0
  const grant = await persist(never, (call) => {
    askedAt = performance.now()
    return client.lease.leaseGrant({ TTL: ttlSeconds }, call)
  })
  return new RenewedLease(client, grant.ID, { ttlMs: Number(grant.TTL) * 1000, askedAt })
}

class RenewedLease implements KeptLease {
  readonly id: bigint
  private readonly client: EtcdClient
  private readonly overController = new AbortController()
  private readonly stop = new AbortController()
  private readonly kept: Promise<KeeperEnd>
  private revoked: Promise<void> | undefined

  /** `askedAt`: when the lease was asked for, by `performance.now()`. */
  constructor(
    client: EtcdClient,
    id: bigint,
    { ttlMs, askedAt }: { readonly ttlMs: number; readonly askedAt: number },
  ) {
    this.client = client
    this.id = id
    const goneMs = performance.now() - askedAt
    const times = { firstAnswerMs: ttlMs - goneMs, firstDelayMs: ttlMs / 3 - goneMs }
    this.kept = keepLease(client, { id, ...times, signal: this.stop.signal })
    // an unexpected error ends the lease as well
    void this.kept.catch(() => undefined).then(() => this.giveUp())
  }

  get over(): AbortSignal {
    return this.overController.signal
  }

  giveUp(): void {
    this.overController.abort()
    this.stop.abort()
  }

  async whyLost(): Promise<readonly string[]> {
    return (await this.kept) === 'silence' ? silenceRemarks(this.client, this.id) : []
  }

  revoke(): Promise<void> {
    this.revoked ??= this.client.lease.leaseRevoke({ ID: this.id }, { deadlineMs: Date.now() + revokeTimeoutMs }).then(
      () => undefined,
      () => undefined,
    )
    return this.revoked
  }

  async close(): Promise<void> {
    this.giveUp()
    // a lost lease needs no revoking
    if ((await this.kept) === 'stopped') await this.revoke()
  }
}
