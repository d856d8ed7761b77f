import { CliError } from '../../base/errors.ts'
import type { Release } from '../../base/release.ts'
import { BoltError } from './bolt-error.ts'
import type { BoltBucket } from './bucket.ts'
import { findViolations, originalLines } from './check.ts'
import type { Leaf } from './leaf.ts'
import { metaHeaderFaults } from './page.ts'
import type { BoltReader } from './reader.ts'

export interface SoundVisit {
  bucket(bucket: BoltBucket): void
  leaf(leaf: Leaf): void
  /** Something in the root that is no bucket. */
  stray(name: Uint8Array): void
}

/** The file's pages do not fit together. */
export class IntegrityError extends CliError {
  /** A line for each violation; the message has them as the original prints them. */
  readonly violations: readonly string[]

  constructor(shown: readonly string[], violations: readonly string[], options: ErrorOptions = {}) {
    super(integrityText(shown), undefined, options)
    this.violations = violations
  }
}

function integrityText(lines: readonly string[]): string {
  return [`snapshot file integrity check failed. ${lines.length} errors found.`, ...lines].join('\n')
}

/**
 * Visits all buckets and their leaves in order, and proves in the same reading what the integrity check proves. Throws an
 * IntegrityError with the release's text for damaged pages, before anything that the visitor throws.
 */
export function visitSound(reader: BoltReader, visit: SoundVisit, release: Release = '3.7'): void {
  try {
    if (visitOnce(reader, visit)) return
  } catch (error) {
    refuseViolations(reader, release, error)
    if (error instanceof BoltError) throw new IntegrityError([error.message], [error.message], { cause: error })
    throw error
  }
  refuseViolations(reader, release)
}

function refuseViolations(reader: BoltReader, release: Release, cause?: unknown): void {
  const violations = findViolations(reader)
  if (violations.lines.length === 0) return
  throw new IntegrityError(originalLines(reader, violations, release), violations.lines, { cause })
}

/** False when the visit could not prove everything: stored lists of free pages need the long check. */
function visitOnce(reader: BoltReader, visit: SoundVisit): boolean {
  const seen = reader.rootPages()
  const isProved = reader.meta.freelist === undefined && metaHeaderFaults(reader.pages).length === 0
  for (const { name, isBucket } of reader.rootEntries()) {
    const bucket = isBucket ? reader.bucket(name) : undefined
    if (bucket === undefined) {
      visit.stray(name)
      continue
    }
    visit.bucket(bucket)
    bucket.visitLeaves((leaf) => {
      visit.leaf(leaf)
    }, seen)
  }
  return isProved
}
