import { Command } from 'commander'
import { argumentBytes } from '../../cli/arguments.ts'
import { CliError } from '../../cli/errors.ts'
import { boolFlag, uint64Flag } from '../../cli/flags.ts'
import { quote } from '../../cli/quote.ts'
import type { BoltBucket } from '../../offline/bbolt/reader.ts'
import { databaseFile } from '../../offline/inspect/database-file.ts'
import { decoderOf, type EntryText, quotedText } from '../../offline/inspect/entry-text.ts'
import { type Entry, reverseBatches } from '../../offline/inspect/reverse-batches.ts'
import { printChunks } from '../../print.ts'
import type { OfflineApp } from '../app.ts'
import { noBucket, twoArguments } from '../arguments.ts'
import { withDatabase } from '../with-database.ts'

/** Lines are handed on together. */
const pieceLength = 32 * 1024

interface IterateFlags {
  limit: bigint
  decode: boolean
}

export function iterateBucketCommand(app: OfflineApp): Command {
  return new Command('iterate-bucket')
    .addOption(uint64Flag('limit', 0n, 'how many entries to show; 0 for all'))
    .addOption(boolFlag('decode', 'show what the bytes mean'))
    .action(async (args: string[], { limit, decode }: IterateFlags) => {
      const [path, name] = twoArguments(args)
      await withDatabase(app, databaseFile(path), (reader) => {
        const bucket = reader.bucket(argumentBytes(name))
        if (bucket === undefined) throw noBucket(name)
        return printChunks(app.io, lines(app, bucket, decode ? decoderOf(name) : quotedText, limit))
      })
    })
}

function* lines({ profile }: OfflineApp, bucket: BoltBucket, textOf: EntryText, limit: bigint): Generator<string> {
  let text = ''
  try {
    for (const batch of reverseBatches(bucket, limit)) {
      for (const entry of batch) {
        text += `${readable(entry, () => textOf(entry.key, entry.value, profile))}\n`
        if (text.length < pieceLength) continue
        yield text
        text = ''
      }
    }
  } catch (error) {
    // what was read before the damage is shown
    if (text !== '') yield text
    throw error
  }
  yield text
}

/** An entry that does not decode ends the listing, and says which one it is. */
function readable({ key }: Entry, text: () => string): string {
  try {
    return text()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CliError(`entry ${quote(Buffer.from(key).toString('latin1'))}: ${reason}`, undefined, { cause: error })
  }
}
