import { CliError } from '../../base/errors.ts'
import { quote } from '../../go/quote.ts'
import { decode } from '../../rpc/codec.ts'
import { keyValueType } from '../../rpc/fields.ts'
import type { KeyValue } from '../../rpc/messages.ts'
import { viewOf } from '../bytes.ts'

const lengthBytes = 8

/**
 * Takes apart what a transformer wrote:
 *
 *   record length, 8 bytes little-endian | mvccpb.KeyValue
 *
 * Throws a CliError for a record that is cut or cannot be read.
 */
export function readRecords(bytes: Uint8Array): KeyValue[] {
  const records: KeyValue[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = recordLength(bytes, at)
    const start = at + lengthBytes
    records.push(parsed(bytes.subarray(start, start + length), records.length + 1))
    at = start + length
  }
  return records
}

function recordLength(bytes: Uint8Array, at: number): number {
  const left = bytes.length - at - lengthBytes
  const length = left < 0 ? 0n : viewOf(bytes).getBigUint64(at, true)
  if (left >= 0 && length <= BigInt(left)) return Number(length)
  throw new CliError(`the transformer's output is cut, or no record begins at byte ${at}`)
}

function parsed(bytes: Uint8Array, count: number): KeyValue {
  try {
    const { key, value, createRevision, modRevision, version, lease } = decode(keyValueType, bytes)
    return { key, value, createRevision, modRevision, version, lease }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CliError(`record ${count} of the transformer cannot be read: ${reason}`, undefined, { cause: error })
  }
}

/**
 * Sorts by revision. Throws a CliError for records that a server cannot serve: without a key or a revision, changed before they were made,
 * or two of one revision, of which only one could be kept.
 */
export function inRevisionOrder(records: readonly KeyValue[]): KeyValue[] {
  const sorted = [...records].sort((a, b) =>
    a.modRevision < b.modRevision ? -1 : Number(a.modRevision > b.modRevision),
  )
  for (const [at, record] of sorted.entries()) {
    refuseUnservable(record)
    const before = sorted[at - 1]
    if (before?.modRevision === record.modRevision) {
      const keys = `${quote(before.key)} and ${quote(record.key)}`
      throw new CliError(`two keys have revision ${record.modRevision}, of which only one could be kept: ${keys}`)
    }
  }
  return sorted
}

function refuseUnservable({ key, createRevision, modRevision }: KeyValue): void {
  if (key.length === 0) throw new CliError(`the record of revision ${modRevision} has no key`)
  if (createRevision >= 1n && createRevision <= modRevision) return
  throw new CliError(
    `${quote(key)} was changed in revision ${modRevision} and made in ${createRevision}: that cannot be`,
  )
}
