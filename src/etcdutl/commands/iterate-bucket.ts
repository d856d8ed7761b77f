import { argumentBytes } from '../../base/arguments.ts'
import { CliError } from '../../base/errors.ts'
import { boolFlag, uint64Flag } from '../../go/flags.ts'
import { quote } from '../../go/quote.ts'
import type { BoltBucket } from '../../offline/bbolt/reader.ts'
import { refuseDamage } from '../../offline/database/content.ts'
import { databaseFile } from '../../offline/inspect/database-file.ts'
import { decoderOf, type EntryText, quotedText } from '../../offline/inspect/entry-text.ts'
import { reverseBatches } from '../../offline/inspect/reverse-batches.ts'
import { TextBytes } from '../../offline/inspect/text-bytes.ts'
import { command, type OfflineApp } from '../app.ts'
import { noBucket, twoArguments, whichDatabase } from '../arguments.ts'
import { printPieces } from '../print-pieces.ts'
import { inspectDatabase } from '../with-database.ts'

/** Lines are handed on together. */
const pieceBytes = 1 << 16

export const iterateBucket = command({
  use: 'iterate-bucket <data dir or db file> <bucket>',
  long: `${whichDatabase} --decode shows keys, leases, users, roles and the like in readable form.`,
  examples:
    '  etcdutl iterate-bucket backup.db key --decode --limit 10\n  etcdutl iterate-bucket /var/lib/etcd authUsers --decode\n  etcdutl iterate-bucket /var/lib/etcd members',
  flags: [
    uint64Flag('limit', 0n, 'how many entries to show; 0 for all'),
    boolFlag('decode', 'show what the bytes mean'),
  ],
  run: async (app, args, { limit, decode }) => {
    const [path, name] = twoArguments(args)
    await inspectDatabase(app, databaseFile(path), async (reader) => {
      const bucket = reader.bucket(argumentBytes(name))
      if (bucket === undefined) throw noBucket(name)
      await printPieces(app.io, lines(app, bucket, decode ? decoderOf(name) : quotedText, limit))
      // what is shown may belong to another bucket; a few entries of a large file are not worth reading all of it
      if (limit === 0n) refuseDamage(reader, app.profile.release)
    })
  },
})

/** Pieces of the listing; each holds until the next one is asked for. */
function* lines({ profile }: OfflineApp, bucket: BoltBucket, textOf: EntryText, limit: bigint): Generator<Uint8Array> {
  const text = new TextBytes()
  try {
    for (const batch of reverseBatches(bucket, limit)) {
      for (const { key, value } of batch) {
        addLine(text, key, () => textOf(text, key, value, profile))
        if (text.length < pieceBytes) continue
        yield text.written
        text.clear()
      }
    }
  } catch (error) {
    // what was read before the damage is shown
    yield text.written
    throw error
  }
  yield text.written
}

/** An entry that does not decode ends the listing, and says which one it is. */
function addLine(text: TextBytes, key: Uint8Array, add: () => void): void {
  const start = text.length
  try {
    add()
    text.add('\n')
  } catch (error) {
    text.cut(start)
    const reason = error instanceof Error ? error.message : String(error)
    throw new CliError(`entry ${quote(Buffer.from(key).toString('latin1'))}: ${reason}`, undefined, { cause: error })
  }
}
