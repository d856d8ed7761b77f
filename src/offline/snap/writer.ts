import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { encode } from '../../rpc/codec.ts'
import { raftSnapshotType, snapSnapshotType } from '../../rpc/fields.ts'
import type { RaftSnapshot } from '../../rpc/messages.ts'
import { crc32c } from '../checksum/crc32c.ts'
import { onFile } from '../files/file-failure.ts'
import { sixteenDigits } from '../wal/segment.ts'

/** Writes `<term>-<index>.snap` into the folder, for its owner only, and brings it to the disk. Throws a CliError. */
export function writeSnap(folder: string, snapshot: RaftSnapshot, type = raftSnapshotType): void {
  const { term, index } = snapshot.metadata
  writeSnapFile(join(folder, snapName(term, index)), encode(type, snapshot))
}

export function snapName(term: bigint, index: bigint): string {
  return `${sixteenDigits(term)}-${sixteenDigits(index)}.snap`
}

function writeSnapFile(path: string, data: Uint8Array): void {
  const bytes = encode(snapSnapshotType, { crc: crc32c(0, data), data })
  onFile('open', path, (exact) => {
    const fd = openSync(exact, 'wx', 0o600)
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at)
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
  })
}
