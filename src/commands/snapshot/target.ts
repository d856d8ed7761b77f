import type { Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { App } from '../../app.ts'
import { CliError } from '../../base/errors.ts'
import { exactPath } from '../../offline/file-failure.ts'
import { PartFile } from './part-file.ts'
import { Pipe } from './pipe.ts'
import { StandardOutput } from './standard-output.ts'

/** Where a snapshot is written to. */
export interface Target {
  /** The file that is written until it has its name; undefined when the bytes go straight to their place. */
  readonly part: string | undefined
  /** Takes the content. CliErrors of the source pass. */
  write(content: AsyncIterable<Uint8Array>): Promise<void>
  /** Brings what was written to the disk. Throws a CliError. */
  flush(): Promise<void>
  /** What was written is whole: gives it its name. Throws a CliError. */
  commit(): Promise<void>
  /** Removes what can be removed of a snapshot that is not whole. */
  discard(): Promise<void>
}

/** The names that a shell's user has for it; a file of the first name is called `./-`. */
const standardOutputs = ['-', '/dev/stdout', '/dev/fd/1', '/proc/self/fd/1']

export type Place = 'file' | 'pipe' | 'standard output'

/**
 * What `path` names. The original puts a file in the place of anything that is no directory, be it a pipe or a device (3.4
 * to 3.7); only of links to files that is right. Throws a CliError for what cannot take a snapshot.
 */
export async function placeOf(path: string): Promise<Place> {
  if (standardOutputs.includes(path)) return 'standard output'
  const there = await stat(exactPath(path)).catch(() => undefined)
  if (there?.isFIFO()) return 'pipe'
  const what = there && unfit(there)
  if (what === undefined) return 'file'
  throw new CliError(
    `could not open ${path}: it is a ${what}, and a snapshot goes to a file, a pipe or standard output`,
  )
}

/** Throws a CliError when it cannot be opened. */
export async function openTarget({ io, profile }: App, path: string, place: Place): Promise<Target> {
  if (place === 'standard output') return StandardOutput.open(io.stdout, profile)
  return place === 'pipe' ? Pipe.open(path, profile) : PartFile.create(path, profile)
}

function unfit(there: Stats): string | undefined {
  if (there.isSocket()) return 'socket'
  return there.isCharacterDevice() || there.isBlockDevice() ? 'device' : undefined
}
