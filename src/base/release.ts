import { CliError } from './errors.ts'

/** The releases whose output can be pinned, oldest first. */
export const releases = ['3.4', '3.5', '3.6', '3.7'] as const
export type Release = (typeof releases)[number]

/**
 * Which release's output to produce. `auto` is release 3.7 with two exceptions: ASCII table borders, and the columns of
 * `endpoint status` follow the newest server that answered.
 */
export interface Profile {
  readonly release: Release
  readonly auto: boolean
}

/** Parses the value of `--compat` or `ETCDCTL_COMPAT`, a release or one of its patches (`3.5.30`); throws a CliError (exit code 1) for anything else. */
export function parseProfile(text: string): Profile {
  if (text === 'auto' || text === '') return { release: '3.7', auto: true }
  // 3.4 has everything that their v3 API had
  if (/^3\.[0-3](?:\.\d+)?$/.test(text)) return { release: '3.4', auto: false }
  const release = releases.find((known) => known === text.replace(/^(\d+\.\d+)\.\d+$/, '$1'))
  if (release === undefined) throw new CliError(`invalid value "${text}" for compat: use auto, ${releases.join(', ')}`)
  return { release, auto: false }
}

/** True when the profile's release is `release` or a later one. */
export function atLeast(profile: Profile, release: Release): boolean {
  return releases.indexOf(profile.release) >= releases.indexOf(release)
}
