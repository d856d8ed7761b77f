import { type FileHandle, lstat, open, rename, stat, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { CliError } from '../../cli/errors.ts'
import { errorCode, fileErrorText } from '../../cli/file-error.ts'
import { exactPath } from '../../offline/file-failure.ts'

const batchBytes = 1024 * 1024

/** A file that is written as `<path>.part` beside its place and gets its name when it is whole. */
export class PartFile {
  private readonly path: string
  private readonly part: string
  private readonly handle: FileHandle
  private readonly inode: bigint

  private constructor(path: string, handle: FileHandle, inode: bigint) {
    this.path = path
    this.part = partOf(path)
    this.handle = handle
    this.inode = inode
  }

  /** Makes the file, for its owner only; what an earlier run left there gives way. Throws a CliError. */
  static async create(path: string): Promise<PartFile> {
    const part = partOf(path)
    // the original finds this out when all has come
    if (await isFolder(path))
      throw new CliError(`could not rename ${part} to ${path} (rename ${part} ${path}: file exists)`)
    try {
      await remove(part)
      const handle = await open(exactPath(part), 'wx', 0o600)
      return new PartFile(path, handle, (await handle.stat({ bigint: true })).ino)
    } catch (error) {
      throw failure(`could not open ${part} (open ${part}: `, error, ')')
    }
  }

  /** Takes the content; a slow disk makes its source wait. CliErrors of the source pass. */
  async write(content: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      for await (const batch of inBatches(content)) await this.handle.writeFile(batch)
    } catch (error) {
      if (error instanceof CliError) throw error
      throw failure(`could not write snapshot: write ${this.part}: `, error)
    }
  }

  /** Brings the content to the disk and gives the file its name, in place of one that has it. Throws a CliError. */
  async commit(): Promise<void> {
    const { path, part } = this
    try {
      await this.handle.sync()
      await this.handle.close()
    } catch (error) {
      throw failure(`could not fsync snapshot: sync ${part}: `, error)
    }
    if (!(await this.isMine())) throw new CliError(`${part} has been replaced by another program`)
    try {
      await rename(exactPath(part), exactPath(path))
    } catch (error) {
      throw failure(`could not rename ${part} to ${path} (rename ${part} ${path}: `, error, ')')
    }
    await syncFolder(dirname(path))
  }

  /** Removes the unfinished file, unless another run has put its own in the place. */
  async discard(): Promise<void> {
    await this.handle.close()
    if (await this.isMine()) await remove(this.part)
  }

  private async isMine(): Promise<boolean> {
    const there = await stat(exactPath(this.part), { bigint: true }).catch(() => undefined)
    return there?.ino === this.inode
  }
}

/** A file that is not there is as good as removed. */
async function remove(path: string): Promise<void> {
  try {
    await unlink(exactPath(path))
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
  }
}

async function isFolder(path: string): Promise<boolean> {
  const there = await lstat(exactPath(path)).catch(() => undefined)
  return there?.isDirectory() === true
}

/** Many small pieces cost a call to the system each. */
async function* inBatches(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let batch: Uint8Array[] = []
  let sizeBytes = 0
  for await (const piece of pieces) {
    batch.push(piece)
    sizeBytes += piece.length
    if (sizeBytes < batchBytes) continue
    yield Buffer.concat(batch, sizeBytes)
    batch = []
    sizeBytes = 0
  }
  yield Buffer.concat(batch, sizeBytes)
}

/** Makes the new name last. Not every file system can do that with a folder, and not every folder can be opened. */
async function syncFolder(path: string): Promise<void> {
  try {
    const handle = await open(exactPath(path))
    await handle.sync().finally(() => handle.close())
  } catch (error) {
    if (['EACCES', 'EINVAL', 'ENOTSUP'].includes(errorCode(error))) return
    throw failure(`could not fsync snapshot: sync ${path}: `, error)
  }
}

function partOf(path: string): string {
  return `${path}.part`
}

function failure(before: string, cause: unknown, after = ''): CliError {
  return new CliError(before + fileErrorText(cause) + after, undefined, { cause })
}
