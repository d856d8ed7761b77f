/** The releases whose v2 mode can be pinned, oldest first. */
const releases = ['3.0', '3.3', '3.4', '3.5'] as const
export type V2Release = (typeof releases)[number]

/** True when `release` is `other` or a later one. */
export function isAtLeast(release: V2Release, other: V2Release): boolean {
  return releases.indexOf(release) >= releases.indexOf(other)
}
