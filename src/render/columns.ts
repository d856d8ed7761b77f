import { atLeast, type Profile, type Release, releases } from '../base/release.ts'
import { formatSize } from '../go/size.ts'
import type { MemberListResponse, StatusResponse } from '../rpc/messages.ts'
import type { EndpointHashKv, EndpointHealth, EndpointStatus } from './results.ts'

/** The same cells that `simple` joins with commas and `table` draws. */
export interface Columns {
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export function memberTable(response: MemberListResponse): Columns {
  return {
    header: ['ID', 'Status', 'Name', 'Peer Addrs', 'Client Addrs', 'Is Learner'],
    rows: response.members.map((member) => [
      member.ID.toString(16),
      member.name === '' ? 'unstarted' : 'started',
      member.name,
      member.peerURLs.join(','),
      member.clientURLs.join(','),
      String(member.isLearner),
    ]),
  }
}

export function healthTable(health: readonly EndpointHealth[]): Columns {
  return {
    header: ['endpoint', 'health', 'took', 'error'],
    rows: health.map((each) => [each.endpoint, String(each.isHealthy), each.took, each.error]),
  }
}

export function hashKvTable(hashes: readonly EndpointHashKv[], profile: Profile): Columns {
  const hasRevision = atLeast(profile, '3.6')
  return {
    header: ['endpoint', 'hash', ...(hasRevision ? ['hash revision'] : [])],
    rows: hashes.map(({ endpoint, hashKv }) => [
      endpoint,
      String(hashKv.hash),
      ...(hasRevision ? [String(hashKv.hashRevision)] : []),
    ]),
  }
}

interface StatusColumn {
  readonly title: string
  /** First release that shows it. */
  readonly since: Release
  readonly cell: (status: StatusResponse, endpoint: string) => string
}

const statusColumns: readonly StatusColumn[] = [
  { title: 'endpoint', since: '3.4', cell: (_status, endpoint) => endpoint },
  { title: 'ID', since: '3.4', cell: (status) => (status.header?.memberId ?? 0n).toString(16) },
  { title: 'version', since: '3.4', cell: (status) => status.version },
  { title: 'storage version', since: '3.6', cell: (status) => status.storageVersion },
  { title: 'db size', since: '3.4', cell: (status) => formatSize(status.dbSize) },
  { title: 'in use', since: '3.6', cell: (status) => formatSize(status.dbSizeInUse) },
  { title: 'percentage not in use', since: '3.6', cell: percentageNotInUse },
  { title: 'quota', since: '3.6', cell: (status) => formatSize(status.dbSizeQuota) },
  { title: 'is leader', since: '3.4', cell: (status) => String(status.leader === status.header?.memberId) },
  { title: 'is learner', since: '3.4', cell: (status) => String(status.isLearner) },
  { title: 'raft term', since: '3.4', cell: (status) => String(status.raftTerm) },
  { title: 'raft index', since: '3.4', cell: (status) => String(status.raftIndex) },
  { title: 'raft applied index', since: '3.4', cell: (status) => String(status.raftAppliedIndex) },
  { title: 'errors', since: '3.4', cell: (status) => status.errors.join(', ') },
  { title: 'downgrade target version', since: '3.6', cell: (status) => status.downgradeInfo?.targetVersion ?? '' },
  { title: 'downgrade enabled', since: '3.6', cell: (status) => String(status.downgradeInfo?.enabled ?? false) },
]

/** The original divides by zero when a server reports no size at all; nothing is unused then. */
function percentageNotInUse(status: StatusResponse): string {
  if (status.dbSize <= 0n) return '0%'
  return `${100n - (status.dbSizeInUse * 100n) / status.dbSize}%`
}

export function statusTable(statuses: readonly EndpointStatus[], profile: Profile): Columns {
  const release = statusRelease(statuses, profile)
  const columns = statusColumns.filter((column) => releases.indexOf(column.since) <= releases.indexOf(release))
  return {
    header: columns.map((column) => column.title),
    rows: statuses.map(({ endpoint, status }) => columns.map((column) => column.cell(status, endpoint))),
  }
}

/** The release whose columns and fields a status shows: with `auto`, that of the newest server that answered. */
export function statusRelease(statuses: readonly EndpointStatus[], profile: Profile): Release {
  if (!profile.auto || statuses.length === 0) return profile.release
  const newest = Math.max(...statuses.map(({ status }) => releaseIndex(status.version)))
  return releases[newest] ?? profile.release
}

/** Servers older than 3.4 count as 3.4, newer ones than we know as the newest. */
function releaseIndex(version: string): number {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major !== 3) return major > 3 ? releases.length - 1 : 0
  return Math.min(Math.max(minor - 4, 0), releases.length - 1)
}
