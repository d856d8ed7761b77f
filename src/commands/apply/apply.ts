import { type App, command } from '../../app.ts'
import { argumentBytes } from '../../base/arguments.ts'
import { UsageError } from '../../base/errors.ts'
import { prefixRange } from '../../base/ranges.ts'
import { boolFlag, stringFlag, type ValuesOf } from '../../go/flags.ts'
import { addressHelp } from '../../source/address.ts'
import { openSource } from '../../source/open-source.ts'
import type { Source } from '../../source/source.ts'
import { runPlan } from '../changes/run-plan.ts'
import { confirm } from '../confirm.ts'
import { confirmFlag } from '../confirm-flag.ts'
import { Assimilation } from './assimilation.ts'

const isOurs = true

const applyFlags = [
  confirmFlag,
  boolFlag('delete', 'delete the keys that the source does not have', { isOurs }),
  boolFlag('dirty', 'read a database although a server may be writing it', { isOurs }),
  boolFlag('dry-run', 'only print what would be changed', { isOurs }),
  boolFlag('keep-leases', 'tie keys to the leases that they have in the source', { isOurs }),
  stringFlag('prefix', '', 'only keys that begin with this', { isOurs }),
] as const

type ApplyFlags = ValuesOf<typeof applyFlags>

export const apply = command({
  use: 'apply [options] <source>',
  long: [
    'Makes the cluster like the source: puts what differs or is missing, and deletes what the source lacks only with --delete.',
    `The source is ${addressHelp}.`,
    'What somebody else changes while it runs is left as it is and reported: the exit code is then 1, and the same command',
    'does the rest. Without --keep-leases no key is tied to a lease.',
  ].join('\n'),
  examples: [
    '  etcdctl apply backup.db --prefix /registry/deployments/ --dry-run',
    '  etcdctl apply backup.db --prefix /registry/deployments/',
    '  etcdctl apply @-100 --prefix /config/ --delete --confirm',
    '  etcdctl get /config/ --prefix -w jsonl | etcdctl --endpoints other:2379 apply -',
  ].join('\n'),
  flags: applyFlags,
  run: async (app, args, flags) => {
    const [address] = args
    if (address === undefined || args.length > 1) throw new UsageError('apply command needs one source')
    const session = await app.open('change', 'client')
    session.checkFormat()
    const source = await openSource(address, session, { isDirty: flags.dirty })
    const live = await openSource('live', session)
    try {
      await applySource(app, { source, live, session, flags })
    } finally {
      await source.close()
    }
  },
})

interface Applying {
  readonly source: Source
  readonly live: Source
  readonly session: Awaited<ReturnType<App['open']>>
  readonly flags: ApplyFlags
}

async function applySource(app: App, { source, live, session, flags }: Applying): Promise<void> {
  const wish = {
    source,
    live,
    range: prefixRange(argumentBytes(flags.prefix)),
    deletes: flags.delete,
    keepsLeases: flags.keepLeases,
  }
  if (flags.confirm && !flags.dryRun) await confirmPlan(app, new Assimilation(wish))
  const assimilation = new Assimilation(wish)
  await runPlan({
    session,
    isDryRun: flags.dryRun,
    changes: assimilation.changes(),
    same: () => assimilation.same,
  })
  if (assimilation.left > 0) await session.remark(leftText(assimilation.left))
}

async function confirmPlan({ io }: App, assimilation: Assimilation): Promise<void> {
  let [puts, deletions] = [0, 0]
  for await (const { value } of assimilation.changes()) {
    if (value === undefined) deletions++
    else puts++
  }
  await confirm(io, `put ${puts}, delete ${deletions} (${assimilation.same} are the same)`)
}

function leftText(keys: number): string {
  return keys === 1
    ? '1 key that the source does not have was left: --delete deletes it'
    : `${keys} keys that the source does not have were left: --delete deletes them`
}
