import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { CliError } from '../../base/errors.ts'
import { exactPath, fileFailure } from '../files/file-failure.ts'
import { wasRead } from '../files/file-source.ts'
import { interruption } from '../interruption.ts'

const chunkBytes = 1024 * 1024
const zeros = Buffer.alloc(chunkBytes)

export interface DatabaseCopy {
  readonly from: FileHandle
  readonly fromPath: string
  readonly toPath: string
  /** How much of the source is copied, from its beginning. */
  readonly sizeBytes: number
  /** Stops between two pieces. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Copies into a new file (mode 0600) and returns the SHA-256 of its bytes. Where a piece holds zeros only the new file has a hole.
 * Flushing is left to the caller.
 */
export async function copyDatabase(copy: DatabaseCopy): Promise<Buffer> {
  const to = await openNew(copy.toPath)
  try {
    const digest = await copyPieces(copy, to)
    await to.truncate(copy.sizeBytes).catch((error: unknown) => {
      throw fileFailure('write', copy.toPath, error)
    })
    return digest
  } finally {
    await to.close()
  }
}

/** While one piece is hashed, the one before is written and the next one read. */
async function copyPieces(
  { from, fromPath, toPath, sizeBytes, signal }: DatabaseCopy,
  to: FileHandle,
): Promise<Buffer> {
  const hash = createHash('sha256')
  const buffers = [Buffer.allocUnsafe(chunkBytes), Buffer.allocUnsafe(chunkBytes), Buffer.allocUnsafe(chunkBytes)]
  const read = (at: number, index: number) => readPiece(from, fromPath, piece(buffers, index, at, sizeBytes), at)
  let writing: Promise<void> = Promise.resolve()
  let reading = read(0, 0)
  try {
    for (let at = 0, index = 0; at < sizeBytes; at += chunkBytes, index += 1) {
      if (signal?.aborted) throw interruption()
      const bytes = await reading
      await writing
      reading = read(at + chunkBytes, index + 1)
      writing = writePiece(to, toPath, bytes, at)
      // a failure is seen where the promise is awaited, which may be later
      for (const promise of [reading, writing]) promise.catch(() => undefined)
      hash.update(bytes)
    }
    await writing
  } finally {
    await Promise.allSettled([reading, writing])
  }
  return hash.digest()
}

function piece(buffers: readonly Buffer[], index: number, at: number, sizeBytes: number): Buffer {
  const buffer = buffers[index % buffers.length] ?? Buffer.alloc(0)
  return buffer.subarray(0, Math.max(Math.min(chunkBytes, sizeBytes - at), 0))
}

async function openNew(path: string): Promise<FileHandle> {
  try {
    return await open(exactPath(path), 'wx', 0o600)
  } catch (error) {
    throw fileFailure('open', path, error)
  }
}

async function readPiece(from: FileHandle, path: string, into: Buffer, at: number): Promise<Buffer> {
  for (let filled = 0; filled < into.length; ) {
    const { bytesRead } = await from.read(into, filled, into.length - filled, at + filled).catch((error: unknown) => {
      throw fileFailure('read', path, error)
    })
    if (bytesRead === 0) throw new CliError(`read ${path}: unexpected EOF`)
    wasRead(bytesRead)
    filled += bytesRead
  }
  return into
}

async function writePiece(to: FileHandle, path: string, bytes: Buffer, at: number): Promise<void> {
  if (bytes.equals(zeros.subarray(0, bytes.length))) return
  try {
    for (let done = 0; done < bytes.length; ) {
      done += (await to.write(bytes, done, bytes.length - done, at + done)).bytesWritten
    }
  } catch (error) {
    throw fileFailure('write', path, error)
  }
}
