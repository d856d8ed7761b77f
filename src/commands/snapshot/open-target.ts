import type { Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { App } from '../../app.ts'
import { CliError } from '../../base/errors.ts'
import { exactPath } from '../../offline/files/file-failure.ts'
import { PartFile } from './part-file.ts'
import { Pipe } from './pipe.ts'
import { StandardOutput } from './standard-output.ts'
import type { Target } from './target.ts'

/** The names that a shell's user has for it; a file of the first name is called `./-`. */
const standardOutputs = ['-', '/dev/stdout', '/dev/fd/1', '/proc/self/fd/1']

export type TargetKind = 'file' | 'pipe' | 'standard output'

/**
 * What `path` names. The original puts a file in place of anything that is no directory, be it a pipe or a device (3.4
 * to 3.7); only of links to files that is right. Throws a CliError for what cannot take a snapshot.
 */
export async function kindOf(path: string): Promise<TargetKind> {
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
export async function openTarget({ io, profile }: App, path: string, kind: TargetKind): Promise<Target> {
  if (kind === 'standard output') return StandardOutput.open(io.stdout, profile)
  return kind === 'pipe' ? Pipe.open(path, profile) : PartFile.create(path, profile)
}

function unfit(there: Stats): string | undefined {
  if (there.isSocket()) return 'socket'
  return there.isCharacterDevice() || there.isBlockDevice() ? 'device' : undefined
}
