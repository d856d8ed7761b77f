import type { Session } from '../../app.ts'
import { CliError } from '../../base/errors.ts'
import { RpcError } from '../../client/grpc/rpc-error.ts'
import { isTooLarge } from '../../client/grpc/too-large.ts'
import { isPassing } from '../../client/retry/persist.ts'
import type { ChangeCounts, ChangeLine, PlannedChange } from '../../render/results.ts'
import type { LeaseLives } from './lease-lives.ts'
import { commit, lastChanges } from './transaction.ts'

export interface Carrying {
  readonly session: Session
  readonly counts: ChangeCounts
  readonly leases: LeaseLives
}

type Batch = readonly PlannedChange[]
type Lines = AsyncGenerator<ChangeLine, void, undefined>

/**
 * Makes the changes in one transaction, each guarded by the revision that the plan has seen. Those whose key was changed meanwhile, and
 * those whose lease is gone, are told and left out, and the rest is tried again: one of them does not hold back the others. A server that
 * finds a transaction too large gets it in parts. Throws what a call throws; `counts.unknown` tells how many changes it leaves in doubt.
 */
export async function* carryOut(carrying: Carrying, batch: Batch): Lines {
  const { counts } = carrying
  let left = yield* withLivingLeases(carrying, batch)
  while (left.length > 0) {
    const outcome = await attempt(carrying, left)
    if (outcome === 'done') return count(counts, left)
    if (outcome === 'too large') return yield* inHalves(carrying, left)
    if (outcome === 'lease gone') left = yield* withLivingLeases(carrying, left)
    else left = yield* withoutConflicts(counts, left, outcome)
  }
}

/** What a run would find out, without any change. */
export async function* foresee(carrying: Carrying, batch: Batch): Lines {
  const { counts } = carrying
  const living = yield* withLivingLeases(carrying, batch)
  if (living.length === 0) return
  const left = yield* withoutConflicts(counts, living, await seenNow(carrying.session, living))
  for (const step of left) yield { kind: 'step', step }
  count(counts, left)
}

async function seenNow(session: Session, batch: Batch): Promise<readonly bigint[]> {
  try {
    return await lastChanges(session, batch)
  } catch (error) {
    if (batch.length < 2 || !isTooLarge(error)) throw error
    const [first, second] = halves(batch)
    return [...(await seenNow(session, first)), ...(await seenNow(session, second))]
  }
}

async function attempt({ session, counts, leases }: Carrying, left: Batch) {
  try {
    return (await commit(session, left)) ?? 'done'
  } catch (error) {
    if (left.length > 1 && isTooLarge(error)) return 'too large'
    if (error instanceof RpcError && error.reason === 'leaseNotFound') {
      leases.forget()
      return 'lease gone'
    }
    if (isDoubtful(error)) counts.unknown += left.length
    throw error
  }
}

/** The server may have done what it was asked for. */
function isDoubtful(error: unknown): boolean {
  return isPassing(error) && !(error instanceof RpcError && error.unseen !== undefined)
}

async function* inHalves(carrying: Carrying, left: Batch): Lines {
  for (const half of halves(left)) yield* carryOut(carrying, half)
}

function halves(batch: Batch): readonly [Batch, Batch] {
  const middle = Math.ceil(batch.length / 2)
  return [batch.slice(0, middle), batch.slice(middle)]
}

type Rest = AsyncGenerator<ChangeLine, PlannedChange[], undefined>

async function* withoutConflicts(counts: ChangeCounts, batch: Batch, now: readonly bigint[]): Rest {
  const left: PlannedChange[] = []
  for (const [at, step] of batch.entries()) {
    const changed = now[at] ?? 0n
    if (changed === step.seen) left.push(step)
    else {
      counts.conflicts++
      yield { kind: 'conflict', step, changed }
    }
  }
  return left
}

async function* withLivingLeases({ counts, leases }: Carrying, batch: Batch): Rest {
  const left: PlannedChange[] = []
  for (const step of batch) {
    if (step.lease === 0n || (await leases.isAlive(step.lease))) left.push(step)
    else {
      counts.leasesGone++
      yield { kind: 'leaseGone', step }
    }
  }
  return left
}

function count(counts: ChangeCounts, done: Batch): void {
  for (const { value } of done) {
    if (value === undefined) counts.deleted++
    else counts.put++
  }
}

/** What the run ends with when not all was changed. */
export function unfinished({ conflicts, leasesGone }: ChangeCounts): CliError | undefined {
  const parts = [
    ...(conflicts === 0 ? [] : [`${keysWere(conflicts)} changed by somebody else meanwhile`]),
    ...(leasesGone === 0 ? [] : [`${keysWere(leasesGone)} tied to a lease that is gone`]),
  ]
  return parts.length === 0 ? undefined : new CliError(`${parts.join(', ')}: left as they are`)
}

function keysWere(count: number): string {
  return count === 1 ? '1 key was' : `${count} keys were`
}
