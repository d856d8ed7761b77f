import { decode } from '../../rpc/codec.ts'
import { raftEntryType, walRecordType } from '../../rpc/fields.ts'
import type { RaftEntry } from '../../rpc/messages.ts'
import { type FileSource, openFile } from '../files/file-source.ts'
import { decodeHead, headBytes } from '../wal/record.ts'

/** The position of an entry in the log, so that the log need not be held in memory. */
export interface EntryPosition {
  readonly path: string
  readonly at: number
  readonly index: bigint
}

/** Reads entries again that were checked before, one after the other. */
export function* entriesAt(positions: Iterable<EntryPosition>): Generator<RaftEntry> {
  let open: FileSource | undefined
  try {
    for (const position of positions) {
      if (open?.path !== position.path) {
        open?.close()
        open = openFile(position.path)
      }
      yield readEntry(open, position.at)
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
