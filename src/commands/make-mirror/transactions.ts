import type { RequestOp } from '../../rpc/messages.ts'

/** What one revision of the source did: made in one transaction if the destination lets it. */
export type Change = readonly RequestOp[]

/** Servers take no more than this in a transaction unless they are told to. */
const usualOps = 128
/** Well below the 1.5 MiB that servers take in a request. */
const maxBytes = 1024 * 1024

/** The changes joined into transactions. */
export function* transactions(
  changes: readonly Change[],
  maxOps: number,
): Generator<readonly Change[], void, undefined> {
  const joining = new Joining(maxOps)
  yield* joining.take(changes)
  yield* joining.rest()
}

/**
 * Joins changes into transactions, in order: as many whole changes as fit, so that a destination that has fallen behind
 * catches up. A key is changed once in a transaction (servers refuse twice), so no change is left out. Only a change of
 * more than `maxOps` is cut.
 */
export class Joining {
  private readonly maxOps: number
  private open = new OpenTransaction()

  constructor(maxOps: number) {
    this.maxOps = maxOps
  }

  /** The transactions that are full with these changes. */
  *take(changes: Iterable<Change>): Generator<readonly Change[], void, undefined> {
    for (const change of changes) {
      for (const piece of pieces(change, this.maxOps)) {
        if (!this.open.takes(piece, Math.min(this.maxOps, usualOps))) yield* this.rest()
        this.open.add(piece)
      }
    }
  }

  /** The transaction that is not full yet, if there is one. */
  *rest(): Generator<readonly Change[], void, undefined> {
    const { changes } = this.open
    this.open = new OpenTransaction()
    if (changes.length > 0) yield changes
  }
}

class OpenTransaction {
  readonly changes: Change[] = []
  private readonly keys = new Set<string>()
  private bytes = 0

  takes(change: Change, maxOps: number): boolean {
    if (this.changes.length === 0) return true
    if (this.keys.size + change.length > maxOps || this.bytes + sizeOf(change) > maxBytes) return false
    return !change.some((op) => this.keys.has(keyOf(op)))
  }

  add(change: Change): void {
    this.changes.push(change)
    this.bytes += sizeOf(change)
    for (const op of change) this.keys.add(keyOf(op))
  }
}

function* pieces(change: Change, maxOps: number): Generator<Change, void, undefined> {
  for (let at = 0; at < change.length; at += maxOps) yield change.slice(at, at + maxOps)
}

function keyOf({ requestPut, requestDeleteRange }: RequestOp): string {
  return Buffer.from(requestPut?.key ?? requestDeleteRange?.key ?? []).toString('latin1')
}

function sizeOf(change: Change): number {
  return change.reduce((sum, { requestPut, requestDeleteRange }) => {
    const key = requestPut?.key ?? requestDeleteRange?.key
    return sum + (key?.length ?? 0) + (requestPut?.value.length ?? 0)
  }, 0)
}
