import { decode } from '../../rpc/codec.ts'
import { raftEntryType, walRecordType } from '../../rpc/fields.ts'
import type { RaftEntry } from '../../rpc/messages.ts'
import { type FileSource, openFile } from '../files/file-source.ts'
import { decodeHead, headBytes } from '../wal/record.ts'

/** The place of an entry in the log, so that the log need not be held in memory. */
export interface EntryPlace {
  readonly path: string
  readonly at: number
  readonly index: bigint
}

/** Reads entries again that were checked before, one after the other. */
export function* entriesAt(places: Iterable<EntryPlace>): Generator<RaftEntry> {
  let open: FileSource | undefined
  try {
    for (const place of places) {
      if (open?.path !== place.path) {
        open?.close()
        open = openFile(place.path)
      }
      yield readEntry(open, place.at)
    }
  } finally {
    open?.close()
  }
}

function readEntry(source: FileSource, at: number): RaftEntry {
  const { recordBytes } = decodeHead(source.read(at, headBytes))
  const record = decode(walRecordType, source.read(at + headBytes, recordBytes))
  return decode(raftEntryType, record.data ?? new Uint8Array())
}
