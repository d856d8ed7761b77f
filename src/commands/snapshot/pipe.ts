import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { CliError } from '../../base/errors.ts'
import type { Profile } from '../../base/release.ts'
import { exactPath } from '../../offline/files/file-failure.ts'
import { inBatches } from './batches.ts'
import { fileFailure, writeFailure } from './failure.ts'
import type { Target } from './target.ts'

/** A pipe with a name. Its reader has what it has read: nothing can be taken back, and nothing is left behind. */
export class Pipe implements Target {
  readonly part = undefined
  private readonly path: string
  private readonly handle: FileHandle
  private readonly profile: Profile

  private constructor(path: string, handle: FileHandle, profile: Profile) {
    this.path = path
    this.handle = handle
    this.profile = profile
  }

  /** Waits for a reader. Throws a CliError. */
  static async open(path: string, profile: Profile): Promise<Pipe> {
    try {
      return new Pipe(path, await open(exactPath(path), constants.O_WRONLY), profile)
    } catch (error) {
      throw fileFailure(`could not open ${path} (open ${path}: `, error, ')')
    }
  }

  async write(content: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      for await (const batch of inBatches(content)) await this.handle.writeFile(batch)
    } catch (error) {
      if (error instanceof CliError) throw error
      throw writeFailure(this.path, error, this.profile)
    }
  }

  flush(): Promise<void> {
    return this.handle.close()
  }

  async commit(): Promise<void> {}

  discard(): Promise<void> {
    return this.handle.close()
  }
}
