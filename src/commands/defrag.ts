import { Command } from 'commander'
import type { App, Session } from '../app.ts'
import { CliError, exitCodes, QuietExit } from '../cli/errors.ts'
import { boolFlag, stringFlag } from '../cli/flags.ts'
import { atLeast, type Profile } from '../cli/profile.ts'
import { formatDuration } from '../render/duration.ts'
import { chooseEndpoints } from './endpoint/endpoints.ts'

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
      if (flags.dataDir !== '') throw new CliError('--data-dir is not supported yet: the member must run')
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
