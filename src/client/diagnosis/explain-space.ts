import { formatSize } from '../../go/size.ts'
import { AlarmAction, AlarmType } from '../../rpc/messages.ts'
import type { CallOptions, EtcdClient } from '../client.ts'
import { oldestRevision } from './oldest-revision.ts'

/** The state of a database that takes no more; sizes in bytes, 0 where the server does not tell. */
export interface FullDatabase {
  readonly size: bigint
  readonly inUse: bigint
  readonly quota: bigint
  /** The newest revision, undefined when it may not be asked for. */
  readonly newest: bigint | undefined
  /** The oldest revision that is left, undefined when nothing was compacted or it may not be asked for. */
  readonly oldest: bigint | undefined
  /** True unless the cluster says that no member has raised the alarm. */
  readonly isAlarmed: boolean
  /** True when the member that raised the alarm is not the one whose sizes these are. */
  readonly isElsewhere: boolean
  /** What the refused request would have added. */
  readonly wanted: bigint
}

/** One line: how full the database is, and the commands that are due to make room. Rejects when the cluster does not answer. */
export async function explainSpace(client: EtcdClient, wanted: bigint, call: CallOptions): Promise<string> {
  const { dbSize, dbSizeInUse, dbSizeQuota, header } = await client.maintenance.status({}, call)
  // a user who may not read asks the member that answered, which may lag a little
  const newest = await client.kv.range({ key: anyKey, keysOnly: true, limit: 1n }, call).catch(() => undefined)
  const oldest = await oldestRevision(client, anyKey, call).catch(() => undefined)
  const alarms = await client.maintenance.alarm({ action: AlarmAction.GET }, call).catch(() => undefined)
  const full = alarms?.alarms.filter(({ alarm }) => alarm === AlarmType.NOSPACE)
  return spaceText({
    size: dbSize,
    inUse: dbSizeInUse,
    quota: dbSizeQuota,
    newest: newest?.header?.revision ?? header?.revision,
    oldest,
    isAlarmed: full?.length !== 0,
    isElsewhere: full?.some(({ memberID }) => memberID !== header?.memberId) === true,
    wanted,
  })
}

const anyKey = Uint8Array.of(0x61)

export function spaceText(full: FullDatabase): string {
  const { size, inUse, quota } = full
  const ofQuota = quota === 0n ? '' : ` of its quota of ${formatSize(quota)}`
  const used = inUse === 0n ? '' : `, ${formatSize(inUse)} of it in use`
  return `the database takes ${formatSize(size)}${ofQuota}${used}; ${advice(full)}`
}

function advice(full: FullDatabase): string {
  const disarm = full.isAlarmed ? ['etcdctl alarm disarm'] : []
  if (hasRoom(full)) return `there is room again: ${disarm[0] ?? 'try again'}`
  const steps = [...compactionSteps(full), 'etcdctl defrag --cluster', ...disarm]
  return `to make room, in this order: ${steps.join(', ')}${isInUse(full) ? more : ''}`
}

const more = '; if that frees too little, delete keys, or start the servers with a larger --quota-backend-bytes'

/** Only where the server tells its quota, since 3.6. */
function hasRoom({ size, quota, wanted, isElsewhere }: FullDatabase): boolean {
  return !isElsewhere && size + wanted < quota
}

function compactionSteps(full: FullDatabase): string[] {
  return isCompacted(full) ? [] : [`etcdctl compaction ${full.newest ?? 'REVISION'}`]
}

function isCompacted({ newest, oldest }: FullDatabase): boolean {
  return oldest !== undefined && newest !== undefined && oldest >= newest
}

/** Space that a compaction has freed counts as in use until the next commit, which may not come for long on a full server. */
function isInUse(full: FullDatabase): boolean {
  return isCompacted(full) && !full.isElsewhere && (full.size - full.inUse) * 10n < full.size
}
