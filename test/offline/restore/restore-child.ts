import { restore } from '../../../src/offline/restore/restore.ts'
import { defaults } from '../sample-snapshot.ts'

/** Restores in a process of its own, so that it can be killed or run as somebody else: flags as JSON, the error on stdout. */
const [flags = '{}'] = process.argv.slice(2)
try {
  await restore({ snapshotPath: '', ...defaults, ...JSON.parse(flags) })
} catch (error) {
  console.log(error instanceof Error ? `${error.name}: ${error.message}` : String(error))
  process.exitCode = 1
}
