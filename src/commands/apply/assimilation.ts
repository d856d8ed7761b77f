import type { KeyRange } from '../../base/ranges.ts'
import type { PlannedChange } from '../../render/results.ts'
import type { KeyValue } from '../../rpc/messages.ts'
import { compared, type Difference, haveSameValue } from '../../source/compared.ts'
import type { Source } from '../../source/source.ts'

/** What the live cluster should become like. */
export interface Wish {
  readonly source: Source
  readonly live: Source
  readonly range: KeyRange
  /** Keys that the source lacks are deleted. */
  readonly deletes: boolean
  readonly keepsLeases: boolean
}

/** What it takes to make the live cluster like a source, found out while both are read. */
export class Assimilation {
  /** Keys that are the same, so far. */
  same = 0
  /** Keys that the source lacks and that stay, so far. */
  left = 0
  private readonly wish: Wish

  constructor(wish: Wish) {
    this.wish = wish
  }

  async *changes(): AsyncGenerator<PlannedChange, void, undefined> {
    const { source, live, range } = this.wish
    const onSame = (): void => {
      this.same++
    }
    for await (const difference of compared({ a: source, b: live, range, isSame: this.isSame, onSame })) {
      const change = this.changeFor(difference)
      if (change === undefined) this.left++
      else yield change
    }
  }

  private readonly isSame = (a: KeyValue, b: KeyValue): boolean => {
    return haveSameValue(a, b) && (!this.wish.keepsLeases || a.lease === b.lease)
  }

  /** A copy: what is read holds only until more is. */
  private changeFor({ a, b }: Difference): PlannedChange | undefined {
    const seen = b?.modRevision ?? 0n
    if (a !== undefined) {
      const lease = this.wish.keepsLeases ? a.lease : 0n
      return { key: new Uint8Array(a.key), seen, value: new Uint8Array(a.value), lease }
    }
    return this.wish.deletes ? { key: new Uint8Array(b.key), seen, value: undefined, lease: 0n } : undefined
  }
}
