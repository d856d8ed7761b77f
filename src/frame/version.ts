import type { Profile } from '../base/release.ts'

/** The version of this program: that of the newest release it stands in for. */
const versions = { '3.4': '3.4.23', '3.5': '3.5.16', '3.6': '3.6.14', '3.7': '3.7.1' } as const

/** The patch release whose output a profile follows. */
export function releaseVersion(profile: Profile): string {
  return versions[profile.release]
}

/** What `version` prints (same lines in 3.4 to 3.7). */
export function versionText(profile: Profile, program = 'etcdctl'): string {
  return `${program} version: ${releaseVersion(profile)}\nAPI version: ${profile.release}\n`
}
