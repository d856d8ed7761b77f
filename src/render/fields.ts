import { atLeast } from '../base/release.ts'
import { quote } from '../go/quote.ts'
import type { Member } from '../rpc/messages.ts'
import { authFields } from './auth.ts'
import { statusRelease } from './columns.ts'
import { field, header, idText } from './field-lines.ts'
import { leaseFields } from './lease.ts'
import { maintenanceFields } from './maintenance.ts'
import { pageParts } from './page-parts.ts'
import { PairFieldWriter } from './pair-field-writer.ts'
import { pairFields } from './pair-fields.ts'
import type { EndpointHashKv, EndpointStatus, RangeResult, Renderer, RenderOptions } from './results.ts'
import { txnFields } from './transaction.ts'
import { watchFields } from './watch.ts'

/** One `"Name" : value` line for each field. */
export const fields: Renderer = {
  ...txnFields,
  ...watchFields,
  ...leaseFields,
  ...maintenanceFields,
  ...authFields,
  get: range,
  put: (response, options) => [header(response.header, options), pairFields('Prev', response.prevKv, options)],
  del: (response, options) => [
    header(response.header, options),
    field('Deleted', response.deleted),
    ...response.prevKvs.map((kv) => pairFields('Prev', kv, options)),
  ],
  memberList: (response, options) => [
    header(response.header, options),
    ...response.members.map((member) => memberFields(member, options)),
  ],
  endpointHealth: (health) =>
    health.map(
      (each) =>
        field('Endpoint', quote(each.endpoint)) +
        field('Health', each.isHealthy) +
        field('Took', each.took) +
        field('Error', each.error) +
        '\n',
    ),
  endpointStatus: (statuses, options) => {
    const release = statusRelease(statuses, options.profile)
    const isRich = release === '3.6' || release === '3.7'
    return statuses.map((each) => statusFields(each, isRich, options))
  },
  endpointHashKv: (hashes, options) => hashes.map((each) => hashKvFields(each, options)),
}

async function* range(result: RangeResult, options: RenderOptions): AsyncGenerator<string | Uint8Array> {
  const writer = new PairFieldWriter(options)
  // the lease may be hexadecimal
  const form = options.hex ? undefined : 'fields'
  let isFirst = true
  let end = ''
  for await (const page of result.pages) {
    if (isFirst) yield header(page.header, options)
    isFirst = false
    yield* writer.pieces(await pageParts(page, form))
    end = field('More', page.more) + field('Count', page.count)
  }
  yield end
}

function memberFields(member: Member, options: RenderOptions): string {
  return (
    field('ID', idText(member.ID, options)) +
    field('Name', quote(member.name)) +
    member.peerURLs.map((url) => field('PeerURL', quote(url))).join('') +
    member.clientURLs.map((url) => field('ClientURL', quote(url))).join('') +
    field('IsLearner', member.isLearner) +
    '\n'
  )
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
