import { CliError } from '../../base/errors.ts'
import { atLeast, type Profile } from '../../base/release.ts'
import { fileErrorText } from '../../go/file-error.ts'

/** A failure of the file system between two pieces of text, as Go words it. */
export function fileFailure(before: string, cause: unknown, after = ''): CliError {
  return new CliError(before + fileErrorText(cause) + after, undefined, { cause })
}

/** `write x.part: no space left on device`, since 3.6 after the words for what could not be done. */
export function writeFailure(path: string, cause: unknown, profile: Profile): CliError {
  return fileFailure(`${since36(profile, 'could not write snapshot: ')}write ${path}: `, cause)
}

/** As `writeFailure`, when the content cannot be brought to the disk. */
export function syncFailure(path: string, cause: unknown, profile: Profile): CliError {
  return fileFailure(`${since36(profile, 'could not fsync snapshot: ')}sync ${path}: `, cause)
}

function since36(profile: Profile, text: string): string {
  return atLeast(profile, '3.6') ? text : ''
}
