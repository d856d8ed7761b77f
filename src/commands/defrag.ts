import { Command } from 'commander'
import type { App, Session } from '../app.ts'
import { CliError, exitCodes, QuietExit } from '../base/errors.ts'
import { atLeast, type Profile } from '../base/release.ts'
import { boolFlag, stringFlag } from '../frame/flags.ts'
import { formatDuration } from '../go/duration.ts'
import { chooseEndpoints } from './endpoint/endpoints.ts'

const deprecation = 'Use `etcdutl defrag` instead. The --data-dir is going to be decomissioned in v3.6.'

interface DefragFlags {
  cluster: boolean
  dataDir: string
}

/** A member that defragments answers nobody, so one comes after the other. */
export function defragCommand(app: App): Command {
  return new Command('defrag')
    .addOption(boolFlag('cluster', 'defragment every member of the cluster, not only --endpoints'))
    .addOption(stringFlag('data-dir', '', 'defragment the files of a stopped member in this folder'))
    .action(async (_args: string[], flags: DefragFlags) => {
      if (flags.dataDir !== '') return defragStopped(app, flags.dataDir)
      const { session, endpoints } = await chooseEndpoints(app, undefined, flags)
      if (endpoints.length === 0 && !atLeast(app.profile, '3.6')) {
        throw new CliError('etcdclient: no available endpoints', exitCodes.badConnection)
      }
      let failures = 0
      for (const endpoint of endpoints) {
        if (!(await defragment(app, session, endpoint))) failures++
      }
      if (failures > 0) throw new QuietExit(exitCodes.error)
    })
}

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

/** Resolves to whether it worked, and says so. A refused login ends the command (exit code 2). */
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
