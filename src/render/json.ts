import { atLeast } from '../cli/profile.ts'
import {
  deleteRangeResponseType,
  hashKVResponseType,
  memberListResponseType,
  putResponseType,
  responseHeaderType,
  statusResponseType,
} from '../rpc/fields.ts'
import type { HashKVResponse, KeyValue, StatusResponse } from '../rpc/messages.ts'
import { authJson } from './auth.ts'
import { hexMemberList } from './hex-members.ts'
import { type JsonValue, toJson } from './json-writer.ts'
import { keyValueJson } from './key-value-json.ts'
import { leaseJson } from './lease.ts'
import { maintenanceJson } from './maintenance.ts'
import { messageToJson, messageToValue } from './message-json.ts'
import { textPieces } from './pieces.ts'
import type { EndpointHealth, RangeResult, Renderer, RenderOptions } from './results.ts'
import { txnJson } from './transaction.ts'
import { watchJson } from './watch.ts'

/** One object on one line. */
export const json: Renderer = {
  ...txnJson,
  ...watchJson,
  ...leaseJson,
  ...maintenanceJson,
  ...authJson,
  get: range,
  put: (response) => [`${messageToJson(putResponseType, response)}\n`],
  del: (response) => [`${messageToJson(deleteRangeResponseType, response)}\n`],
  memberList: (response, options) => {
    const isHex = options.hex && atLeast(options.profile, '3.5')
    const text = isHex
      ? hexMemberList(response, options.profile.release)
      : messageToJson(memberListResponseType, response)
    return [`${text}\n`]
  },
  endpointHealth: (health, options) => list(health.map(healthValue), options),
  endpointStatus: (statuses, options) => {
    const values = statuses.map(({ endpoint, status }) => ({
      Endpoint: endpoint,
      Status: statusValue(status, options),
    }))
    return list(values, options)
  },
  endpointHashKv: (hashes, options) => {
    const values = hashes.map(({ endpoint, hashKv }) => ({ Endpoint: endpoint, HashKV: hashKvValue(hashKv, options) }))
    return list(values, options)
  },
}

/** Same bytes as for the whole message at once, but a page at a time. */
async function* range(result: RangeResult): AsyncGenerator<string> {
  let opened = ''
  let before = ''
  let end = ''
  const listed = (kv: KeyValue): string => {
    const text = before + keyValueJson(kv)
    before = ','
    return text
  }
  for await (const page of result.pages) {
    if (opened === '' && page.header !== undefined) {
      opened = `"header":${messageToJson(responseHeaderType, page.header)}`
    }
    if (before === '') before = `{${opened === '' ? '' : `${opened},`}"kvs":[`
    yield* textPieces(page.kvs, listed)
    end = `${page.more ? ',"more":true' : ''}${page.count === 0n ? '' : `,"count":${page.count}`}`
  }
  if (before === ',') yield `]${end}}\n`
  else yield `{${`${opened}${end}`.replace(/^,/, '')}}\n`
}

/** An empty list is `[]` up to 3.5 and `null` since 3.6. */
function list(values: readonly JsonValue[], options: RenderOptions): string[] {
  if (values.length === 0 && atLeast(options.profile, '3.6')) return ['null\n']
  return [`${toJson(values)}\n`]
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
