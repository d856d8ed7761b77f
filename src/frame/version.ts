import { build, buildText } from '../base/build.ts'
import type { Io } from '../base/io.ts'
import type { Profile } from '../base/release.ts'
import { runtime } from '../runtime/current.ts'

/** The patch of each release that `version` prints. The version of this package is in build.ts. */
const versions = { '3.4': '3.4.23', '3.5': '3.5.16', '3.6': '3.6.14', '3.7': '3.7.1' } as const

/** The patch release whose output a profile follows. */
export function releaseVersion(profile: Profile): string {
  return versions[profile.release]
}

/** What `version` prints (same lines in 3.4 to 3.7). */
export function versionText(profile: Profile, program = 'etcdctl'): string {
  return `${program} version: ${releaseVersion(profile)}\nAPI version: ${profile.release}\n`
}

/** The part of the app that a `version` command needs. */
export interface VersionApp {
  readonly io: Pick<Io, 'args' | 'stdout' | 'stderr'>
  readonly profile: Profile
  readonly writeOut: string
}

/**
 * Shows the version of a program. Without a pin it also tells which build this is where no script reads it: with `-w json`, which the
 * original passes over, and on stderr when that is a terminal or `--debug` is given.
 */
export async function showVersion({ io, profile, writeOut }: VersionApp, program: string): Promise<void> {
  if (profile.auto && writeOut === 'json') return io.stdout.write(`${JSON.stringify(versionFacts(profile, program))}\n`)
  await io.stdout.write(versionText(profile, program))
  if (profile.auto && (io.stderr.isTerminal || io.args.includes('--debug'))) {
    await io.stderr.write(`${buildText(runtime.name)}\n`)
  }
}

function versionFacts(profile: Profile, program: string): object {
  const facts = { ...build, runtime: runtime.name }
  return { program, version: releaseVersion(profile), apiVersion: profile.release, build: facts }
}
