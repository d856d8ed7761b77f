import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { type FoundBinaries, missingReleases } from './etcd-binaries.ts'

/** Fails in CI, and counts the test as skipped elsewhere, when one of the releases to compare with is missing. */
export function assertRequiredReleases(t: TestContext, { binaries, reasons }: FoundBinaries): void {
  const missing = missingReleases(binaries)
  if (missing.length === 0) return
  const message = [`no etcd ${missing.join(' and ')} to compare with`, ...reasons].join('\n')
  assert.notEqual(process.env.CI, 'true', message)
  t.skip(message)
}
