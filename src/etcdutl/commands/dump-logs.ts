import { existsSync } from 'node:fs'
import { CliError } from '../../base/errors.ts'
import { boolFlag, stringFlag, uint64Flag, type ValuesOf } from '../../go/flags.ts'
import { databasePath, walFolder } from '../../offline/data-dir/paths.ts'
import { checkLogIsWhole } from '../../offline/data-dir/whole-log.ts'
import { exactPath } from '../../offline/files/file-failure.ts'
import { type DumpLogsOptions, dumpLogs as dump } from '../../offline/inspect/dump-logs.ts'
import { entryTypeNames, parseEntryTypes } from '../../offline/inspect/entry-filter.ts'
import { rawLog } from '../../offline/inspect/raw-log.ts'
import { printChunks } from '../../print.ts'
import type { Chunk } from '../../render/results.ts'
import { command, type OfflineApp } from '../app.ts'
import { StreamDecoder } from '../stream-decoder.ts'
import { remarkUse } from '../with-database.ts'

const defaultTypes = 'Normal,ConfigChange'
const noEnd = 2n ** 64n - 1n

const flags = [
  stringFlag('start-snap', '', 'name of the .snap file to start from; the newest by default'),
  uint64Flag('start-index', 0n, 'first index to show (3.7); up to 3.6 the one before it'),
  uint64Flag('end-index', noEnd, 'first index that is not shown', { since: '3.7' }),
  stringFlag('wal-dir', '', 'folder of the log, when it is not in the data directory', { since: '3.6' }),
  stringFlag('entry-type', defaultTypes, `what to show, a list of:\n${entryTypeNames}`),
  stringFlag('stream-decoder', '', 'program that gets each entry in hexadecimal and answers status|text'),
  boolFlag('raw', 'show every record of the log', { since: '3.6' }),
] as const

interface DumpLogsFlags extends Omit<ValuesOf<typeof flags>, 'startIndex'> {
  readonly startIndex: bigint | undefined
}

export const dumpLogs = command({
  use: 'dump-logs <data dir>',
  examples:
    '  etcdutl dump-logs /var/lib/etcd\n  etcdutl dump-logs /var/lib/etcd --start-index 48000 --entry-type IRRPut,IRRTxn\n  etcdutl dump-logs /var/lib/etcd --raw',
  takesSingleDash: true,
  flags,
  run: async (app, [dataDir, ...more], flags, { parsed }) => {
    if (dataDir === undefined || more.length > 0) {
      const given = dataDir === undefined ? [] : [dataDir, ...more]
      throw new CliError(`Must provide data-dir argument (got [${given.join(' ')}])`)
    }
    if (flags.startSnap !== '' && flags.startIndex !== 0n) {
      throw new CliError('start-snap and start-index flags cannot be used together.')
    }
    await remarkServer(app, dataDir)
    const hasIndex = parsed?.given.has('start-index') === true
    const startIndex = hasIndex ? flags.startIndex : undefined
    await (flags.raw ? dumpRaw : dumpEntries)(app, dataDir, { ...flags, startIndex })
  },
})

/** A server that writes the log has the database of its data directory open. */
async function remarkServer(app: OfflineApp, dataDir: string): Promise<void> {
  const path = databasePath(dataDir)
  if (existsSync(exactPath(path))) await remarkUse(app, path)
}

async function dumpRaw({ io, profile }: OfflineApp, dataDir: string, flags: DumpLogsFlags): Promise<void> {
  if (flags.startSnap !== '' || flags.entryType !== defaultTypes || flags.streamDecoder !== '') {
    throw new CliError('Flags --start-snap, --entry-type, --stream-decoder not supported in the RAW mode.')
  }
  await printChunks(io, rawLog(flags.walDir || walFolder(dataDir), flags.startIndex ?? 0n, profile.release))
}

async function dumpEntries(app: OfflineApp, dataDir: string, flags: DumpLogsFlags): Promise<void> {
  const { startSnap, startIndex, streamDecoder } = flags
  const options: DumpLogsOptions = {
    dataDir,
    walDir: flags.walDir || walFolder(dataDir),
    profile: app.profile,
    startSnap,
    startIndex,
    endIndex: flags.endIndex === noEnd ? undefined : flags.endIndex,
    entryTypes: typesFor(app, flags.entryType),
    columns: streamDecoder === '' ? [] : ['decoder_status', 'decoded_data'],
  }
  for (const name of parseEntryTypes(options.entryTypes).unknown) {
    await app.io.stderr.write(
      `[${name}] is not a valid entry-type, ignored.\nPlease set entry-type to one or more of the following:\n${entryTypeNames}\n`,
    )
  }
  if (streamDecoder === '') await printChunks(app.io, plainChunks(options))
  else await using(new StreamDecoder(streamDecoder), (decoder) => printChunks(app.io, decodedChunks(options, decoder)))
  // what is there is shown, but not as if it were all
  checkLogIsWhole(dataDir, options.walDir, app.profile.release)
}

/** In 3.4 an empty list means all types. */
function typesFor({ profile }: OfflineApp, types: string): string {
  return types === '' && profile.release === '3.4' ? defaultTypes : types
}

function* plainChunks(options: DumpLogsOptions): Generator<Chunk> {
  for (const piece of dump(options)) yield typeof piece === 'object' && 'row' in piece ? `${piece.row}\n` : piece
}

async function* decodedChunks(options: DumpLogsOptions, decoder: StreamDecoder): AsyncGenerator<Chunk> {
  for (const piece of dump(options)) {
    if (typeof piece === 'string' || 'remark' in piece) yield piece
    else yield `${piece.row}\t${await decoder.decode(piece.entry.Data ?? new Uint8Array())}\n`
  }
  const remarks = await decoder.end()
  if (remarks !== '') yield { remark: `decoder stderr: ${remarks.trimEnd()}` }
}

async function using(decoder: StreamDecoder, step: (decoder: StreamDecoder) => Promise<void>): Promise<void> {
  try {
    await step(decoder)
  } finally {
    decoder.stop()
  }
}
