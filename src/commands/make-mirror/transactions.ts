import type { RequestOp } from '../../rpc/messages.ts'

/** What one revision of the source did: made in one transaction if the destination lets it. */
export type Change = readonly RequestOp[]

/** Servers take no more than this in a transaction unless they are told to. */
const usualOps = 128
/** Well below the 1.5 MiB that servers take in a request. */
const maxBytes = 1024 * 1024

/**
 * Joins changes into transactions, in order: as many whole changes as fit, so that a destination that has fallen behind
 * catches up. A key is changed once in a transaction (servers refuse twice), so no change is left out. Only a change of
 * more than `maxOps` is cut.
 */
export function* transactions(
  changes: readonly Change[],
  maxOps: number,
): Generator<readonly Change[], void, undefined> {
  let open = new OpenTransaction()
  for (const change of changes) {
    for (const piece of pieces(change, maxOps)) {
      if (!open.takes(piece, Math.min(maxOps, usualOps))) {
        yield open.changes
        open = new OpenTransaction()
      }
      open.add(piece)
    }
  }
  if (open.changes.length > 0) yield open.changes
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
