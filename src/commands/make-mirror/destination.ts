import type { EtcdClient } from '../../client/client.ts'
import { isTooLarge } from '../../client/grpc/too-large.ts'
import { pause } from '../../client/retry/pause.ts'
import { isPassing } from '../../client/retry/persist.ts'
import type { RequestOp } from '../../rpc/messages.ts'
import type { MirrorCounts } from './plan.ts'
import type { Change } from './transactions.ts'

const endless = { deadlineMs: Number.POSITIVE_INFINITY }

/** The destination may be silent for this long before the user is told. */
const quietMs = 1000

export interface DestinationSettings {
  readonly client: EtcdClient
  readonly counts: MirrorCounts
  readonly remark: (line: string) => void
}

/** The cluster that gets the copies. */
export class Destination {
  private readonly settings: DestinationSettings
  private isLost = false

  constructor(settings: DestinationSettings) {
    this.settings = settings
  }

  /**
   * Makes the changes in one transaction; in several when the destination finds one too large. A lost connection is no
   * error: the changes are made again when it is back, which changes nothing when they had been made. Throws for an error
   * that stays.
   */
  async apply(changes: readonly Change[]): Promise<void> {
    const success = changes.flat()
    const waiting = setTimeout(() => this.tellLost(), quietMs)
    try {
      while (!(await this.commit(success))) await pause()
      this.settings.counts.changes += success.length
      this.tellBack()
    } catch (error) {
      if (success.length < 2 || !isTooLarge(error)) throw error
      await this.applyHalves(changes)
    } finally {
      clearTimeout(waiting)
    }
  }

  /** Resolves to false for an error that may not happen again. */
  private async commit(success: RequestOp[]): Promise<boolean> {
    try {
      await this.settings.client.kv.txn({ success }, endless)
      return true
    } catch (error) {
      if (isPassing(error)) return false
      throw error
    }
  }

  /** One change alone is cut in two. */
  private async applyHalves(changes: readonly Change[]): Promise<void> {
    const [only = []] = changes
    const parts = changes.length > 1 ? changes : only.map((op) => [op])
    const middle = Math.ceil(parts.length / 2)
    const merge = (half: readonly Change[]) => (changes.length > 1 ? half : [half.flat()])
    await this.apply(merge(parts.slice(0, middle)))
    await this.apply(merge(parts.slice(middle)))
  }

  private tellLost(): void {
    if (this.isLost) return
    this.isLost = true
    this.settings.remark('the destination does not answer: waiting for it')
  }

  private tellBack(): void {
    if (!this.isLost) return
    this.isLost = false
    this.settings.remark('the destination is back')
  }
}
