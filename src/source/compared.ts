import { CliError } from '../base/errors.ts'
import type { KeyRange } from '../base/ranges.ts'
import type { KeyValue } from '../rpc/messages.ts'
import type { Batch, Source } from './source.ts'

/** A key that differs: what either side has of it. Holds until the next one is asked for. */
export type Difference =
  | { readonly a: KeyValue; readonly b: undefined }
  | { readonly a: undefined; readonly b: KeyValue }
  | { readonly a: KeyValue; readonly b: KeyValue }

export interface Comparison {
  readonly a: Source
  readonly b: Source
  readonly range: KeyRange
  /** Two key-values of one key count as the same. */
  readonly isSame: (a: KeyValue, b: KeyValue) => boolean
  /** Is told of each key that is the same. */
  readonly onSame: () => void
}

/** The keys that differ, in key order; both sides are read once and side by side. */
export async function* compared(comparison: Comparison): AsyncGenerator<Difference, void, undefined> {
  const { a, b, range, isSame, onSame } = comparison
  const left = new Reader(a, range)
  const right = new Reader(b, range)
  await Promise.all([left.next(), right.next()])
  for (;;) {
    const order = orderOf(left.kv, right.kv)
    if (order === undefined) return
    const difference = differenceOf(order <= 0 ? left.kv : undefined, order >= 0 ? right.kv : undefined)
    if (difference.a !== undefined && difference.b !== undefined && isSame(difference.a, difference.b)) onSame()
    else yield difference
    const waitingLeft = order <= 0 ? left.next() : undefined
    const waitingRight = order >= 0 ? right.next() : undefined
    if (waitingLeft !== undefined) await waitingLeft
    if (waitingRight !== undefined) await waitingRight
  }
}

export function haveSameValue(a: KeyValue, b: KeyValue): boolean {
  return Buffer.compare(a.value, b.value) === 0
}

/** Which side's key comes first; undefined when both are at their end. */
function orderOf(left: KeyValue | undefined, right: KeyValue | undefined): number | undefined {
  if (left === undefined) return right === undefined ? undefined : 1
  return right === undefined ? -1 : Buffer.compare(left.key, right.key)
}

function differenceOf(a: KeyValue | undefined, b: KeyValue | undefined): Difference {
  return { a, b } as Difference
}

/** The key-values of one side, one after the other. */
class Reader {
  kv: KeyValue | undefined
  private readonly source: Source
  private readonly batches: AsyncIterator<Batch>
  private batch: Iterator<KeyValue> | undefined

  constructor(source: Source, range: KeyRange) {
    this.source = source
    this.batches = source.range(range)[Symbol.asyncIterator]()
  }

  /** Undefined when there is nothing to wait for. */
  next(): Promise<void> | undefined {
    const item = this.batch?.next()
    if (item === undefined || item.done === true) return this.nextBatch()
    this.take(item.value)
    return undefined
  }

  private async nextBatch(): Promise<void> {
    const lastKey = this.kv && new Uint8Array(this.kv.key)
    for (;;) {
      const { value: batch, done } = await this.batches.next()
      if (done === true) break
      this.batch = batch[Symbol.iterator]()
      const item = this.batch.next()
      if (item.done === true) continue
      this.check(lastKey, item.value.key)
      this.kv = item.value
      return
    }
    this.batch = undefined
    this.kv = undefined
  }

  private take(kv: KeyValue): void {
    this.check(this.kv?.key, kv.key)
    this.kv = kv
  }

  /** Keys in any other order would make others look as if they were missing. */
  private check(last: Uint8Array | undefined, key: Uint8Array): void {
    if (last !== undefined && Buffer.compare(last, key) >= 0)
      throw new CliError(`${this.source.name}: its keys are not in order`)
  }
}
