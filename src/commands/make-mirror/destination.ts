import type { EtcdClient } from '../../client/client.ts'
import { pause } from '../../client/pause.ts'
import { isPassing } from '../../client/persist.ts'
import { RpcError } from '../../client/rpc-error.ts'
import type { MirrorProgress } from './mirror.ts'
import type { Change } from './transactions.ts'

const endless = { deadlineMs: Number.POSITIVE_INFINITY }

const tooLarge = new Set(['etcdserver: too many operations in txn request', 'etcdserver: request is too large'])

export interface DestinationSettings {
  readonly client: EtcdClient
  readonly progress: MirrorProgress
  readonly remark: (line: string) => Promise<void>
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
    for (;;) {
      try {
        await this.settings.client.kv.txn({ success }, endless)
        break
      } catch (error) {
        if (success.length > 1 && isTooLarge(error)) return this.applyHalves(changes)
        if (!isPassing(error)) throw error
        await this.lose(error)
      }
      await pause()
    }
    this.settings.progress.changes += success.length
    await this.find()
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

  private async lose(error: unknown): Promise<void> {
    if (this.isLost) return
    this.isLost = true
    const cause = error instanceof Error ? error.message : String(error)
    await this.settings.remark(`the destination is lost (${cause}): waiting for it`)
  }

  private async find(): Promise<void> {
    if (!this.isLost) return
    this.isLost = false
    await this.settings.remark('the destination is back')
  }
}

function isTooLarge(error: unknown): boolean {
  if (!(error instanceof RpcError)) return false
  return (
    tooLarge.has(error.details) ||
    (error.code === 'ResourceExhausted' && error.details.includes('message larger than max'))
  )
}
