import { readSync } from 'node:fs'
import { CliError } from '../../base/errors.ts'
import { defaultPageSize, metaBytes, pageHeaderBytes } from '../bbolt/layout.ts'
import { viewOf } from '../bytes.ts'
import { holderText, lockHolder } from '../lock/lock-holder.ts'

const stampBytes = pageHeaderBytes + metaBytes
const pageSizeAt = 24
const largestPage = 16 << 20

/**
 * Remembers what the meta pages of an open database say: every transaction writes one of them. The function it returns
 * throws a CliError when one was written by then, so that what was read in between may be a mixture.
 */
export function watchForWrites(path: string, fd: number): () => void {
  const before = metaStamp(fd)
  return () => {
    if (before.equals(metaStamp(fd))) return
    const who = holderText(lockHolder(fd, 'shared'))
    throw new CliError(
      `${path} was written while it was read, by ${who}: stop it first, or take a snapshot of the member`,
    )
  }
}

function metaStamp(fd: number): Buffer {
  const first = readAt(fd, 0)
  const pageSize = first.length < stampBytes ? 0 : viewOf(first).getUint32(pageSizeAt, true)
  const second = readAt(fd, pageSize > 0 && pageSize <= largestPage ? pageSize : defaultPageSize)
  return Buffer.concat([first, second])
}

/** Past all caches. What cannot be read is found out by whoever reads the database. */
function readAt(fd: number, at: number): Buffer {
  const bytes = Buffer.alloc(stampBytes)
  try {
    return bytes.subarray(0, readSync(fd, bytes, 0, stampBytes, at))
  } catch {
    return bytes.subarray(0, 0)
  }
}
