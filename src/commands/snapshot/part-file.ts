import type { Stats } from 'node:fs'
import { type FileHandle, lstat, open, rename, stat, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { CliError } from '../../base/errors.ts'
import type { Profile } from '../../base/release.ts'
import { errorCode } from '../../go/file-error.ts'
import { exactPath } from '../../offline/files/file-failure.ts'
import { inBatches } from './batches.ts'
import { fileFailure, syncFailure, writeFailure } from './failure.ts'
import type { Target } from './target.ts'

/** A file that is written as `<path>.part` beside its path and gets its name when it is whole. */
export class PartFile implements Target {
  readonly part: string
  private readonly path: string
  private readonly handle: FileHandle
  private readonly inode: bigint
  private readonly profile: Profile

  private constructor(path: string, handle: FileHandle, inode: bigint, profile: Profile) {
    this.path = path
    this.part = partOf(path)
    this.handle = handle
    this.inode = inode
    this.profile = profile
  }

  /** Makes the file, for its owner only; what an earlier run left there gives way. Throws a CliError. */
  static async create(path: string, profile: Profile): Promise<PartFile> {
    const part = partOf(path)
    // the original finds this out when all has come
    if ((await kindOf(path))?.isDirectory())
      throw new CliError(`could not rename ${part} to ${path} (rename ${part} ${path}: file exists)`)
    try {
      await removeLeftover(part)
      const handle = await open(exactPath(part), 'wx', 0o600)
      return new PartFile(path, handle, (await handle.stat({ bigint: true })).ino, profile)
    } catch (error) {
      throw fileFailure(`could not open ${part} (open ${part}: `, error, ')')
    }
  }

  /** A slow disk makes the source wait. */
  async write(content: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      for await (const batch of inBatches(content)) await this.handle.writeFile(batch)
    } catch (error) {
      if (error instanceof CliError) throw error
      throw writeFailure(this.part, error, this.profile)
    }
  }

  async flush(): Promise<void> {
    try {
      await this.handle.sync()
      await this.handle.close()
    } catch (error) {
      throw syncFailure(this.part, error, this.profile)
    }
  }

  /** In place of a file that has the name. */
  async commit(): Promise<void> {
    const { path, part } = this
    if (!(await this.isMine())) throw new CliError(`${part} has been replaced by another program`)
    try {
      await rename(exactPath(part), exactPath(path))
    } catch (error) {
      throw fileFailure(`could not rename ${part} to ${path} (rename ${part} ${path}: `, error, ')')
    }
    await this.syncFolder(dirname(path))
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

  /** Makes the new name last. Not every file system can do that with a folder, and not every folder can be opened. */
  private async syncFolder(path: string): Promise<void> {
    try {
      const handle = await open(exactPath(path))
      await handle.sync().finally(() => handle.close())
    } catch (error) {
      if (['EACCES', 'EINVAL', 'ENOTSUP'].includes(errorCode(error))) return
      throw syncFailure(path, error, this.profile)
    }
  }
}

/** A pipe or a device of that name is not a leftover: it stays, and the snapshot fails. */
async function removeLeftover(part: string): Promise<void> {
  const there = await kindOf(part)
  if (there === undefined || there.isFile() || there.isSymbolicLink() || there.isDirectory()) await remove(part)
}

/** A missing file counts as removed. */
async function remove(path: string): Promise<void> {
  try {
    await unlink(exactPath(path))
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
  }
}

/** What lies there, without following a link; undefined for nothing, or what cannot be seen. */
function kindOf(path: string): Promise<Stats | undefined> {
  return lstat(exactPath(path)).catch(() => undefined)
}

function partOf(path: string): string {
  return `${path}.part`
}
