import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CliError } from '../../base/errors.ts'
import { decode } from '../../rpc/codec.ts'
import { raftSnapshotType, snapSnapshotType } from '../../rpc/fields.ts'
import type { RaftSnapshot, SnapSnapshot } from '../../rpc/messages.ts'
import { crc32c } from '../checksum/crc32c.ts'
import { namesIn, onFile } from '../files/file-failure.ts'

/** A `.snap` file that cannot be used. */
export class SnapError extends CliError {}

/** Reads a `.snap` file. Throws a SnapError for a damaged one, a CliError when it cannot be read. */
export function readSnap(path: string): RaftSnapshot {
  const bytes = onFile('open', path, (exact) => readFileSync(exact))
  if (bytes.length === 0) throw new SnapError('snap: empty snapshot')
  const { crc, data } = parse(() => decode(snapSnapshotType, bytes))
  if (crc === 0 || data === undefined || data.length === 0) throw new SnapError('snap: empty snapshot')
  if (crc32c(0, data) !== crc) throw new SnapError('snap: crc mismatch')
  return parse(() => decode(raftSnapshotType, data))
}

/**
 * The newest file of the folder that can be read and that `matches` takes; undefined when there is none. Damaged files are
 * passed over and left as they are. Throws a CliError when the folder cannot be read.
 */
export function newestSnap(
  folder: string,
  matches: (snapshot: RaftSnapshot) => boolean = () => true,
): RaftSnapshot | undefined {
  const names = namesIn(folder).filter((name) => name.endsWith('.snap'))
  for (const name of names.sort().reverse()) {
    const snapshot = readIfSound(join(folder, name))
    if (snapshot !== undefined && matches(snapshot)) return snapshot
  }
  return undefined
}

function readIfSound(path: string): RaftSnapshot | undefined {
  try {
    return readSnap(path)
  } catch (error) {
    if (error instanceof CliError) return undefined
    throw error
  }
}

function parse<T extends SnapSnapshot | RaftSnapshot>(step: () => T): T {
  try {
    return step()
  } catch (error) {
    throw new SnapError(`snap: ${error instanceof Error ? error.message : String(error)}`, undefined, { cause: error })
  }
}
