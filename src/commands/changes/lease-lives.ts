import type { Session } from '../../app.ts'

/** Which leases exist; each is asked for once. */
export class LeaseLives {
  private readonly session: Session
  private known = new Map<bigint, boolean>()

  constructor(session: Session) {
    this.session = session
  }

  async isAlive(id: bigint): Promise<boolean> {
    const known = this.known.get(id)
    if (known !== undefined) return known
    const client = await this.session.client()
    const { TTL } = await client.lease.leaseTimeToLive({ ID: id }, this.session.call())
    this.known.set(id, TTL > 0n)
    return TTL > 0n
  }

  /** A lease has ended meanwhile: all are asked for again. */
  forget(): void {
    this.known = new Map()
  }
}
