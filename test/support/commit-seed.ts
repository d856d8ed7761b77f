import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/**
 * A seed below 2^31 for tests that draw their inputs: another one for each commit, the same for all runs of a commit, so that a
 * failure comes again wherever the commit is tested.
 */
export function commitSeed(): number {
  const cwd = join(import.meta.dirname, '..', '..')
  try {
    const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd, encoding: 'utf8' })
    return Number.parseInt(commit.slice(0, 8), 16) >>> 1
  } catch {
    // a copy without its history
    return 1
  }
}
