import { argumentBytes } from '../../base/arguments.ts'
import { UsageError } from '../../base/errors.ts'
import { fromKeyRange, type KeyRange, prefixRange } from '../../base/ranges.ts'
import { boolFlag, type ValuesOf } from '../../go/flags.ts'

/** The flags of both commands on permissions. */
export const permissionFlags = [
  boolFlag('from-key', 'every key that is not below <key>'),
  boolFlag('prefix', 'every key that begins with <key>'),
] as const

export type PermissionFlags = ValuesOf<typeof permissionFlags>

/**
 * The range that a permission is about. An empty key stands for the lowest one, and then the end key counts for nothing
 * (3.4 to 3.7). Throws a UsageError.
 */
export function permissionRange(key: string, endKey: string | undefined, flags: PermissionFlags): KeyRange {
  const keyBytes = argumentBytes(key)
  if (key !== '' && endKey !== undefined) return { key: keyBytes, rangeEnd: explicitEnd(endKey, flags) }
  if (flags.prefix && flags.fromKey) throw new UsageError('--from-key and --prefix flags are mutually exclusive')
  if (flags.prefix) return prefixRange(keyBytes)
  if (flags.fromKey) return fromKeyRange(keyBytes)
  return { key: key === '' ? Uint8Array.of(0) : keyBytes, rangeEnd: new Uint8Array() }
}

function explicitEnd(endKey: string, flags: PermissionFlags): Uint8Array {
  if (flags.prefix) throw new UsageError('unexpected endkey argument with --prefix flag')
  if (flags.fromKey) throw new UsageError('unexpected endkey argument with --from-key flag')
  return argumentBytes(endKey)
}
