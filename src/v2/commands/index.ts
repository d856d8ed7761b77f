import type { V2Command, V2Entry } from '../command.ts'
import type { V2Mode } from '../mode.ts'
import { ttlUsage } from '../put.ts'
import type { V2Release } from '../release.ts'
import { auth } from './auth.ts'
import { backup } from './backup.ts'
import { clusterHealth } from './cluster-health.ts'
import { mkdir, setdir, updatedir } from './directories.ts'
import { execWatch } from './exec-watch.ts'
import { get } from './get.ts'
import { importSnapshot } from './import.ts'
import { ls } from './ls.ts'
import { member } from './member.ts'
import { mk } from './mk.ts'
import { rm, rmdir } from './rm.ts'
import { role } from './role.ts'
import { set } from './set.ts'
import { update } from './update.ts'
import { user } from './user.ts'
import { watch } from './watch.ts'

/** Every command of the v2 client in the order of its help. */
export function entries(release: V2Release): readonly V2Entry[] {
  const all: readonly V2Entry[] = [
    release === '3.0' ? withoutV3(backup) : backup,
    clusterHealth,
    mk,
    mkdir,
    rm,
    rmdir,
    get,
    ls,
    set,
    setdir,
    update,
    updatedir,
    watch,
    execWatch,
    member,
    ...(release === '3.0' ? [importSnapshot] : []),
    user,
    role,
    auth,
  ]
  return all.map((entry) => ('commands' in entry ? entry : withTtlUsage(entry, release)))
}

/** What is taken beside the commands of the help: without a pin, what an older release had. */
export function olderEntries({ isAuto }: V2Mode): readonly V2Entry[] {
  return isAuto ? [importSnapshot] : []
}

/** 3.0 knows nothing of v3 data in a backup. */
function withoutV3(command: V2Command): V2Command {
  return { ...command, flags: command.flags.filter((flag) => flag.name !== 'with-v3') }
}

function withTtlUsage(command: V2Command, release: V2Release): V2Command {
  const usage = ttlUsage(release)
  return { ...command, flags: command.flags.map((flag) => (flag.name === 'ttl' ? { ...flag, usage } : flag)) }
}
