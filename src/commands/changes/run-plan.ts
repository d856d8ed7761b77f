import type { Session } from '../../app.ts'
import { CliError } from '../../base/errors.ts'
import type { ChangeCounts, ChangeLine, PlannedChange } from '../../render/results.ts'
import { batches } from './batches.ts'
import { carryOut, foresee, unfinished } from './carry-out.ts'
import { LeaseLives } from './lease-lives.ts'
import { signalCode, untilAborted } from './until-aborted.ts'

export interface Plan {
  readonly session: Session
  readonly isDryRun: boolean
  readonly changes: AsyncIterable<PlannedChange>
  /** How many keys need no change, once the changes have all been asked for. */
  readonly same: () => number
  /** What was found while the plan was made. */
  readonly early?: readonly ChangeLine[]
}

/**
 * Prints the plan, or carries it out, batch by batch and while it is being made; a summary comes last, however it ends. A signal ends it
 * between two batches. Throws what ended it early, and a CliError when keys were left as they are.
 */
export async function runPlan(plan: Plan): Promise<void> {
  const { session, isDryRun } = plan
  const counts: ChangeCounts = { put: 0, deleted: 0, same: 0, conflicts: 0, leasesGone: 0, unknown: 0 }
  const ending: Ending = { error: undefined }
  await session.print('change', { isDryRun, lines: linesOf(plan, counts, ending) })
  if (ending.error !== undefined) throw ended(ending.error, counts)
  const problem = unfinished(counts)
  if (problem !== undefined) throw problem
}

interface Ending {
  error: unknown
}

async function* linesOf(plan: Plan, counts: ChangeCounts, ending: Ending): AsyncGenerator<ChangeLine, void> {
  const interrupt = plan.session.io.interrupts()
  try {
    for (const line of plan.early ?? []) {
      if (line.kind === 'conflict') counts.conflicts++
      yield line
    }
    yield* carried(plan, counts, interrupt)
    if (interrupt.aborted) ending.error = new CliError('interrupted', signalCode(interrupt))
  } catch (error) {
    ending.error = error
  }
  counts.same = plan.same()
  yield { kind: 'summary', counts }
}

async function* carried({ session, isDryRun, changes }: Plan, counts: ChangeCounts, interrupt: AbortSignal) {
  const carrying = { session, counts, leases: new LeaseLives(session) }
  const work = isDryRun ? foresee : carryOut
  for await (const batch of untilAborted(batches(changes), interrupt)) yield* work(carrying, batch)
}

/** What is known of a run that broke off, and what is not. */
function ended(error: unknown, { unknown }: ChangeCounts): unknown {
  if (!(error instanceof CliError)) return error
  const doubt = `${unknown} ${unknown === 1 ? 'change was' : 'changes were'} sent and not answered: nobody knows whether they were made`
  error.remarks = [
    ...error.remarks,
    ...(unknown === 0 ? [] : [doubt]),
    'what the summary counts is done, and the same command does the rest',
  ]
  return error
}
