import assert from 'node:assert/strict'
import { type FoundBinaries, missingReleases } from './etcd-binaries.ts'

/** For a test's `skip`: why there is nothing to compare with here. CI has what it needs: there the test runs, and fails. */
export function missingHere(reasons: readonly string[]): string | false {
  return process.env.CI !== 'true' && reasons.length > 0 && reasons.join('\n')
}

/** Why the releases to compare with are not all there; empty when they are. */
export function missingRequired({ binaries, reasons }: FoundBinaries): readonly string[] {
  const missing = missingReleases(binaries)
  return missing.length === 0 ? [] : [`no etcd ${missing.join(' and ')} to compare with`, ...reasons]
}

export function assertNoneMissing(reasons: readonly string[]): void {
  assert.deepEqual(reasons, [])
}
