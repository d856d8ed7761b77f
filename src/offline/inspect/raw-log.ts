import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { CliError } from '../../base/errors.ts'
import type { Release } from '../../base/release.ts'
import { fileErrorText } from '../../go/file-error.ts'
import { decode } from '../../rpc/codec.ts'
import { metadataType, raftEntryType, raftHardStateType, walRecordType, walSnapshotType } from '../../rpc/fields.ts'
import { RaftEntryType, type WalRecord } from '../../rpc/messages.ts'
import { crc32c } from '../checksum/crc32c.ts'
import { exactPath } from '../files/file-failure.ts'
import { type FileSource, openFile } from '../files/file-source.ts'
import { decodeHead, headBytes, recordTypes } from '../wal/record.ts'
import { octalQuoted, protoText, protoTextStyle } from './proto-text.ts'

export type RawLine = string | { readonly remark: string }

const noData = new Uint8Array()

/** Every record of every `.wal` file of the folder, a line each; damage is told and read over as far as possible. */
export function* rawLog(folder: string, fromIndex: bigint, release: Release): Generator<RawLine> {
  const checksum = new RunningChecksum()
  for (const name of listFiles(folder)) {
    if (!name.endsWith('.wal')) {
      yield { remark: `Warning: Ignoring not .wal file: ${name}` }
      continue
    }
    const source = openFile(join(folder, name))
    try {
      const isWhole = yield* fileLines(source, { name, fromIndex, release, checksum })
      if (!isWhole) return
    } finally {
      source.close()
    }
  }
  yield 'EOF: All entries were processed.\n'
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(exactPath(folder)).sort()
  } catch (error) {
    throw new CliError(`Failed to read directory '${folder}' error:open ${folder}: ${fileErrorText(error)}`)
  }
}

interface RawFile {
  readonly name: string
  readonly fromIndex: bigint
  readonly release: Release
  readonly checksum: RunningChecksum
}

/** Returns whether the reading can go on with the next file. */
function* fileLines(source: FileSource, file: RawFile): Generator<RawLine, boolean> {
  for (let at = 0; source.size - at >= headBytes; ) {
    const { recordBytes, padding } = decodeHead(source.read(at, headBytes))
    if (recordBytes === 0) return true
    const length = headBytes + recordBytes + padding
    if (at + length > source.size) {
      yield `ErrUnexpectedEOF: The last record might be corrupted, error: unexpected EOF.\n`
      return false
    }
    const record = parse(() => decode(walRecordType, source.read(at + headBytes, recordBytes)))
    if (record === undefined) {
      yield { remark: `Error: Reading failed: no record in file '${file.name}' at position: ${at}` }
      return false
    }
    if (!file.checksum.take(record)) {
      yield { remark: `Error: Reading entry failed with CRC error: in file '${file.name}' at position: ${at}` }
    }
    yield* recordLine(record, file)
    at += length
  }
  return true
}

/** Tells of the first wrong record only, until a record of the log sets the checksum anew. */
class RunningChecksum {
  private crc = 0
  private isLost = false

  /** False when the record is the first one that does not fit. */
  take({ type, crc, data = noData }: WalRecord): boolean {
    if (type === BigInt(recordTypes.crc)) {
      this.crc = crc
      this.isLost = false
      return true
    }
    this.crc = crc32c(this.crc, data)
    const wasLost = this.isLost
    this.isLost = this.crc !== crc
    return wasLost || !this.isLost
  }
}

function* recordLine({ type, crc, data = noData }: WalRecord, file: RawFile): Generator<RawLine> {
  if (type === BigInt(recordTypes.crc)) yield `CRC: ${crc}\n`
  else {
    const write = writers[Number(type)]
    const line = write === undefined ? undefined : parse(() => write(data, file))
    if (line !== undefined) yield line === '' ? '' : `${line}\n`
    else
      yield {
        remark: write === undefined ? `Unexpected WAL log type: ${type}` : `A record of type ${type} cannot be read`,
      }
  }
}

/** The text of a record by its type; empty when it stands before the index asked for. */
const writers: Readonly<Record<number, (data: Uint8Array, file: RawFile) => string>> = {
  [recordTypes.metadata]: (data, { release }) =>
    `Metadata: ${protoText(metadataType, decode(metadataType, data), protoTextStyle(release))}`,
  [recordTypes.entry]: entryLine,
  [recordTypes.snapshot]: (data, { fromIndex, release }) => {
    const { index, term } = decode(walSnapshotType, data)
    if (index < fromIndex) return ''
    if (release === '3.7') return `Snapshot: index:${index} term:${term}`
    return `Snapshot: ${snapshotText(data)}`
  },
  [recordTypes.state]: (data, { fromIndex, release }) => {
    const state = decode(raftHardStateType, data)
    return state.commit < fromIndex ? '' : `HardState: ${protoText(raftHardStateType, state, protoTextStyle(release))}`
  },
}

function snapshotText(data: Uint8Array): string {
  return protoText(walSnapshotType, decode(walSnapshotType, data), protoTextStyle('3.6'))
}

function entryLine(data: Uint8Array, { fromIndex, release }: RawFile): string {
  const { Type, Term, Index, Data = noData } = decode(raftEntryType, data)
  if (Index < fromIndex) return ''
  const typeName = Object.entries(RaftEntryType).find(([, number]) => number === Type)?.[0] ?? String(Type)
  const kind = Type === RaftEntryType.EntryNormal ? '' : ` Type:${typeName}`
  const bytes = Data.length === 0 ? '' : ` Data:${octalQuoted(Data)} `
  // up to 3.6 a space follows the last field, whichever it is
  const end = Data.length === 0 && release !== '3.7' ? ' ' : ''
  return `Entry: Term:${Term} Index:${Index}${kind}${bytes}${end}`
}

function parse<T>(step: () => T): T | undefined {
  try {
    return step()
  } catch {
    return undefined
  }
}
