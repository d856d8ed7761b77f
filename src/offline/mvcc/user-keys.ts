import { CliError } from '../../base/errors.ts'
import { quote } from '../../go/quote.ts'
import { decodeKeyValue, KeyValueScan } from '../../rpc/key-value/key-value-scan.ts'
import type { Leaf } from '../bbolt/leaf.ts'
import { isMarked, isRevision, revisionKeyFault } from './revision-key.ts'

/** Called for each revision: where its user key stands in `bytes`, and whether the revision deletes it. */
export type EachUserKey = (bytes: Uint8Array, start: number, end: number, isTombstone: boolean) => void

/** Reads the user keys out of leaves of the bucket `key`. */
export class UserKeys {
  private readonly scan = new KeyValueScan()

  /** Throws a CliError, in the words of 3.6, for an entry that is no revision of a key. */
  visit(leaf: Leaf, count: number, each: EachUserKey): void {
    const { bytes, keyStarts, valueStarts, valueEnds } = leaf
    for (let index = 0; index < count; index++) {
      const start = keyStarts[index] ?? 0
      const end = valueStarts[index] ?? 0
      if (!isRevision(bytes, start, end)) throw keyError(leaf, index)
      const isTombstone = isMarked(bytes, start, end)
      if (this.scan.scan(bytes, end, valueEnds[index] ?? 0))
        each(bytes, this.scan.keyStart, this.scan.keyEnd, isTombstone)
      else visitDecoded(leaf, index, isTombstone, each)
    }
  }
}

/** For messages that are valid, but not as etcd writes them. */
function visitDecoded(leaf: Leaf, index: number, isTombstone: boolean, each: EachUserKey): void {
  const decoded = decodeKeyValue(valueBytes(leaf, index))
  if (typeof decoded === 'string') throw valueError(leaf, index, decoded)
  each(decoded.key, 0, decoded.key.length, isTombstone)
}

const prefix = 'error during bucket key iteration, name: "key" err:'

function keyBytes({ bytes, keyStarts, valueStarts }: Leaf, index: number): Uint8Array {
  return bytes.subarray(keyStarts[index], valueStarts[index])
}

function valueBytes({ bytes, valueStarts, valueEnds }: Leaf, index: number): Uint8Array {
  return bytes.subarray(valueStarts[index], valueEnds[index])
}

function keyError(leaf: Leaf, index: number): CliError {
  const key = keyBytes(leaf, index)
  return new CliError(`${prefix} cannot parse revision key: ${quote(key)} err: ${revisionKeyFault(key)}`)
}

function valueError(leaf: Leaf, index: number, reason: string): CliError {
  const where = `key: ${quote(keyBytes(leaf, index))} value: ${quote(valueBytes(leaf, index))}`
  return new CliError(`${prefix} cannot unmarshal value, ${where} err: ${reason}`)
}
