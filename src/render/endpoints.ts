import { atLeast, type Profile, type Release, releases } from '../base/release.ts'
import { quote } from '../go/quote.ts'
import { formatSize } from '../go/size.ts'
import { hashKVResponseType, statusResponseType } from '../rpc/fields.ts'
import type { HashKVResponse, StatusResponse } from '../rpc/messages.ts'
import { rowLines } from './columns.ts'
import { field, header } from './field-lines.ts'
import { type JsonValue, jsonLine } from './json-writer.ts'
import { messageToValue } from './message-json.ts'
import type {
  Chunk,
  Columns,
  EndpointHashKv,
  EndpointHealth,
  EndpointResults,
  EndpointStatus,
  Renderings,
  RenderOptions,
} from './results.ts'

export const endpoints: Renderings<EndpointResults> = {
  endpointHealth: {
    simple: (health, options) => health.map((each) => healthLine(each, options)),
    json: (health, options) => jsonList(health.map(healthValue), options),
    fields: (health) => health.map(healthFields),
    protobuf: undefined,
    table: healthColumns,
  },
  endpointStatus: {
    simple: (statuses, options) => rowLines(statusColumnsOf(statuses, options)),
    json: (statuses, options) => {
      const values = statuses.map(({ endpoint, status }) => ({
        Endpoint: endpoint,
        Status: statusValue(status, options),
      }))
      return jsonList(values, options)
    },
    fields: (statuses, options) => {
      const release = statusRelease(statuses, options.profile)
      const isRich = release === '3.6' || release === '3.7'
      return statuses.map((each) => statusFields(each, isRich, options))
    },
    protobuf: undefined,
    table: statusColumnsOf,
  },
  // the original has remarks only
  endpointFailure: {
    simple: () => [],
    json: () => [],
    fields: () => [],
    protobuf: undefined,
    table: undefined,
  },
  endpointHashKv: {
    simple: (hashes, options) => rowLines(hashKvColumns(hashes, options)),
    json: (hashes, options) => {
      const values = hashes.map(({ endpoint, hashKv }) => ({
        Endpoint: endpoint,
        HashKV: hashKvValue(hashKv, options),
      }))
      return jsonList(values, options)
    },
    fields: (hashes, options) => hashes.map((each) => hashKvFields(each, options)),
    protobuf: undefined,
    table: hashKvColumns,
  },
}

function healthLine(health: EndpointHealth, options: RenderOptions): Chunk {
  if (!health.isHealthy || health.error !== '') {
    return { remark: `${health.endpoint} is unhealthy: failed to commit proposal: ${health.error}` }
  }
  const line = `${health.endpoint} is healthy: successfully committed proposal: took = ${health.took}`
  return atLeast(options.profile, '3.5') ? `${line}\n` : { remark: line }
}

function healthColumns(health: readonly EndpointHealth[]): Columns {
  return {
    header: ['endpoint', 'health', 'took', 'error'],
    rows: health.map((each) => [each.endpoint, String(each.isHealthy), each.took, each.error]),
  }
}

function hashKvColumns(hashes: readonly EndpointHashKv[], { profile }: RenderOptions): Columns {
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

function statusColumnsOf(statuses: readonly EndpointStatus[], { profile }: RenderOptions): Columns {
  const release = statusRelease(statuses, profile)
  const columns = statusColumns.filter((column) => releases.indexOf(column.since) <= releases.indexOf(release))
  return {
    header: columns.map((column) => column.title),
    rows: statuses.map(({ endpoint, status }) => columns.map((column) => column.cell(status, endpoint))),
  }
}

/** The release whose columns and fields a status shows: with `auto`, that of the newest server that answered. */
function statusRelease(statuses: readonly EndpointStatus[], profile: Profile): Release {
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

/** An empty list is `[]` up to 3.5 and `null` since 3.6. */
function jsonList(values: readonly JsonValue[], options: RenderOptions): string[] {
  if (values.length === 0 && atLeast(options.profile, '3.6')) return ['null\n']
  return jsonLine(values)
}

function healthValue(health: EndpointHealth): JsonValue {
  return {
    endpoint: health.endpoint,
    health: health.isHealthy,
    took: health.took,
    error: health.error === '' ? undefined : health.error,
  }
}

/** Clients up to 3.5 do not know the fields that 3.6 added. */
function statusValue(status: StatusResponse, options: RenderOptions): JsonValue {
  const { storageVersion, dbSizeQuota, downgradeInfo, ...known } = messageToValue(statusResponseType, status)
  if (!atLeast(options.profile, '3.6')) return known
  return { ...known, storageVersion, dbSizeQuota, downgradeInfo }
}

function hashKvValue(hashKv: HashKVResponse, options: RenderOptions): JsonValue {
  const { hash_revision, ...known } = messageToValue(hashKVResponseType, hashKv)
  return atLeast(options.profile, '3.6') ? { ...known, hash_revision } : known
}

function healthFields({ endpoint, isHealthy, took, error }: EndpointHealth): string {
  const lines = [
    field('Endpoint', quote(endpoint)),
    field('Health', isHealthy),
    field('Took', took),
    field('Error', error),
  ]
  return `${lines.join('')}\n`
}

/** RaftTerm stands there twice, as in the original; a leader's id stays decimal under `--hex` too. */
function statusFields({ endpoint, status }: EndpointStatus, isRich: boolean, options: RenderOptions): string {
  const rich = (text: string): string => (isRich ? text : '')
  return (
    header(status.header, options) +
    field('Version', quote(status.version)) +
    rich(field('StorageVersion', quote(status.storageVersion))) +
    field('DBSize', status.dbSize) +
    rich(field('DBSizeInUse', status.dbSizeInUse)) +
    rich(field('DBSizeQuota', status.dbSizeQuota)) +
    field('Leader', status.leader) +
    field('IsLearner', status.isLearner) +
    field('RaftIndex', status.raftIndex) +
    field('RaftTerm', status.raftTerm) +
    field('RaftAppliedIndex', status.raftAppliedIndex) +
    field('Errors', `[${status.errors.join(' ')}]`) +
    field('Endpoint', quote(endpoint)) +
    rich(field('DowngradeTargetVersion', quote(status.downgradeInfo?.targetVersion ?? ''))) +
    rich(field('DowngradeEnabled', status.downgradeInfo?.enabled ?? false)) +
    '\n'
  )
}

function hashKvFields({ endpoint, hashKv }: EndpointHashKv, options: RenderOptions): string {
  const revision = atLeast(options.profile, '3.6') ? field('HashRevision', hashKv.hashRevision) : ''
  return `${header(hashKv.header, options)}${field('Endpoint', quote(endpoint))}${field('Hash', hashKv.hash)}${revision}\n`
}
