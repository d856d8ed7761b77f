import { command, type Session } from '../../app.ts'
import { UsageError } from '../../base/errors.ts'
import { boolFlag, type ValuesOf } from '../../go/flags.ts'
import type { ChangeLine } from '../../render/results.ts'
import { runPlan } from '../changes/run-plan.ts'
import { confirm } from '../confirm.ts'
import { confirmFlag } from '../confirm-flag.ts'
import { keysNamed, prefixFlag } from '../keys-named.ts'
import { planReversal, type Reversal } from './reversal.ts'
import { parseSpan, spanText } from './span.ts'

const undoFlags = [
  confirmFlag,
  boolFlag('dry-run', 'only print what would be changed', { isOurs: true }),
  boolFlag('no-leases', 'tie no key to the lease that it had', { isOurs: true }),
  prefixFlag,
] as const

type UndoFlags = ValuesOf<typeof undoFlags>

export const undo = command({
  use: 'undo [options] <revision> [key or prefix/]',
  long: [
    'Takes back what one revision changed, or a span of them: every key becomes what it was before, whoever had changed it.',
    'A key that changed again since is left as it is and reported: the exit code is then 1. What was compacted cannot be taken back.',
    'A name that ends in / stands for all keys that begin with it.',
  ].join('\n'),
  examples: [
    '  etcdctl log /registry/deployments/ --limit 3',
    '  etcdctl undo 81734 --dry-run',
    '  etcdctl undo 81734 /registry/deployments/',
    '  etcdctl undo @81734..@81740 --confirm',
  ].join('\n'),
  flags: undoFlags,
  run: async (app, args, flags) => {
    const [revision, name] = args
    if (revision === undefined || args.length > 2)
      throw new UsageError('undo command needs a revision and an optional key or prefix')
    const span = parseSpan(revision)
    const range = keysNamed(name, flags.prefix)
    const session = await app.open('change', 'client')
    const reversal = await planReversal({ session, range, span, keepsLeases: !flags.noLeases })
    if (flags.confirm && !flags.dryRun)
      await confirm(app.io, `take back ${spanText(span)}: change ${countText(reversal.changes.length)}`)
    await carryOutReversal(session, reversal, flags)
  },
})

async function carryOutReversal(session: Session, reversal: Reversal, { dryRun }: UndoFlags): Promise<void> {
  await runPlan({
    session,
    isDryRun: dryRun,
    same: () => reversal.same,
    early: reversal.changedAgain.map(([step, changed]): ChangeLine => ({ kind: 'conflict', step, changed })),
    changes: inOrder(reversal),
  })
}

async function* inOrder({ changes }: Reversal) {
  yield* changes
}

function countText(keys: number): string {
  return keys === 1 ? '1 key' : `${keys} keys`
}
