import { type App, command } from '../app.ts'
import { lockWait } from '../etcdutl/waiting.ts'
import { boolFlag, stringFlag } from '../go/flags.ts'
import { databasePath } from '../offline/data-dir/paths.ts'
import { type MigrateV2Report, migrateV2 } from '../offline/migrate-v2.ts'
import { TransformerFailure, TransformerProgram } from '../offline/v2-migration/transformer-program.ts'

/** The original waits for ever. */
const lockWaitMs = 2_000

/** etcdctl has it up to 3.4. */
export const migrate = command({
  use: 'migrate',
  long: [
    'Works on the data directory of a member that does not run, and leaves its v2 data as they are. Each key keeps its whole path, its',
    'value and its indexes, which become revisions; it loses its time to live. Directories have no counterpart in v3, and what begins',
    'with _ is left out. A transformer reads one JSON object for each key and directory, and writes records: the length in 8 bytes,',
    'little-endian, and an mvccpb.KeyValue.',
  ].join('\n'),
  examples:
    '  etcdctl migrate --data-dir /var/lib/etcd\n  etcdctl migrate --data-dir /var/lib/etcd --transformer ./to-v3',
  flags: [
    stringFlag('data-dir', '', 'data directory of a member that does not run'),
    boolFlag('no-ttl', 'leave out keys that have a time to live'),
    stringFlag('transformer', '', 'program that makes v3 keys of v2 nodes'),
    stringFlag('wal-dir', '', 'its log, when it is elsewhere'),
  ],
  run: async (app, _args, { dataDir, noTtl, transformer, walDir }) => {
    const program = transformer === '' ? undefined : await TransformerProgram.start(transformer)
    try {
      if (program === undefined) await app.io.stdout.write('using default transformer\n')
      const lock = { ...lockWait(app, databasePath(dataDir), lockWaitMs), signal: app.io.interrupts() }
      const options = { dataDir, walDir, leavesOutTtl: noTtl, transformer: program, nowMs: Date.now(), lock }
      const report = await migrateV2({ ...options, release: app.profile.release })
      if (report !== undefined) await remark(app, report)
      await app.io.stdout.write(report === undefined ? 'no v2 keys to migrate\n' : 'finished transforming keys\n')
    } catch (error) {
      if (error instanceof TransformerFailure) await app.io.stdout.write('failed to transform keys\n')
      throw error
    } finally {
      program?.end()
    }
  },
})

/** What is other than in v2, on stderr. */
async function remark({ io }: App, report: MigrateV2Report): Promise<void> {
  const { lasting, hidden, isNew, otherRevisions, unsynced } = report
  const [firstHidden] = hidden
  const lines = [
    lasting > 0 && `WARNING: ${counted(lasting, 'key')} had a time to live in v2 and will stay (see --no-ttl)`,
    firstHidden !== undefined && `WARNING: ${counted(hidden.length, 'hidden path')} left out: ${shown(hidden)}`,
    isNew && 'WARNING: there was no v3 database: a new one was made',
    otherRevisions > 0 && `WARNING: the database has ${counted(otherRevisions, 'revision')} of v3 keys beside these`,
    unsynced !== undefined && unsynced,
  ]
  for (const line of lines) if (line !== false) await io.stderr.write(`${line}\n`)
}

const mostShown = 3

function shown(paths: readonly string[]): string {
  const rest = paths.length - mostShown
  return `${paths.slice(0, mostShown).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
