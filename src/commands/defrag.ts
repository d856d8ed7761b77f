import { type App, command, type Session } from '../app.ts'
import { CliError, exitCodes, QuietExit } from '../base/errors.ts'
import { atLeast, type Profile } from '../base/release.ts'
import { formatDuration } from '../go/duration.ts'
import { boolFlag, stringFlag } from '../go/flags.ts'
import { chooseEndpoints } from './endpoint/endpoints.ts'

const deprecation = 'Use `etcdutl defrag` instead. The --data-dir is going to be decomissioned in v3.6.'

/** A member answers no requests while it defragments, so the endpoints take turns. */
export const defrag = command({
  use: 'defrag',
  long: 'A member answers no requests while it defragments, so the endpoints take turns.',
  examples:
    '  etcdctl defrag\n  etcdctl --endpoints=https://10.0.0.1:2379,https://10.0.0.2:2379 defrag\n  etcdctl --command-timeout=1m defrag --cluster',
  flags: [
    boolFlag('cluster', 'defragment every member of the cluster, not only --endpoints'),
    stringFlag('data-dir', '', 'defragment the files of a stopped member in this folder'),
  ],
  run: async (app, _args, flags) => {
    if (flags.dataDir !== '') return defragStopped(app, flags.dataDir)
    const { session, endpoints } = await chooseEndpoints(app, undefined, () => flags.cluster)
    if (endpoints.length === 0 && !atLeast(app.profile, '3.6')) {
      throw new CliError('etcdclient: no available endpoints', exitCodes.badConnection)
    }
    let failures = 0
    for (const endpoint of endpoints) {
      if (!(await defragment(app, session, endpoint))) failures++
    }
    if (failures > 0) throw new QuietExit(exitCodes.error)
  },
})

/** `--data-dir`: no server is asked. 3.5 sends its users to etcdutl, and each release words a failure in its own way. */
async function defragStopped(app: App, dataDir: string): Promise<void> {
  const { defragFiles } = await import('../etcdutl/commands/defrag.ts')
  const { release } = app.profile
  if (release === '3.5') await app.io.stderr.write(`${deprecation}\n\n`)
  try {
    await defragFiles(app, dataDir)
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    if (release === '3.5' && error.cause instanceof CliError) throw error.cause
    if (release !== '3.4') throw error
    await app.io.stderr.write(`${error.message}\n`)
    throw new QuietExit(error.exitCode)
  }
}

/** Prints and resolves to whether it worked. A refused login ends the command (exit code 2). */
async function defragment(app: App, session: Session, endpoint: string): Promise<boolean> {
  const client = await session.clientOf(endpoint)
  const startMs = performance.now()
  try {
    await client.maintenance.defragment({}, session.call())
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    for (const line of error.remarks) await session.remark(line)
    const took = tookText(startMs, app.profile)
    const end = took === '' ? '' : '.'
    await session.remark(`Failed to defragment etcd member[${endpoint}]${took}${end} (${error.message})`)
    return false
  }
  await app.io.stdout.write(`Finished defragmenting etcd member[${endpoint}]${tookText(startMs, app.profile)}\n`)
  return true
}

/** Releases before 3.6 do not say how long it took. */
function tookText(startMs: number, profile: Profile): string {
  if (!atLeast(profile, '3.6')) return ''
  return `. took ${formatDuration(BigInt(Math.round((performance.now() - startMs) * 1e6)))}`
}
