import { atLeast } from '../base/release.ts'
import {
  deleteRangeResponseType,
  hashKVResponseType,
  memberListResponseType,
  putResponseType,
  responseHeaderType,
  statusResponseType,
} from '../rpc/fields.ts'
import type { HashKVResponse, StatusResponse } from '../rpc/messages.ts'
import { authJson } from './auth.ts'
import { hexMemberList } from './hex-members.ts'
import { type JsonValue, toJson } from './json-writer.ts'
import { KeyValueWriter } from './key-value-writer.ts'
import { leaseJson } from './lease.ts'
import { maintenanceJson } from './maintenance.ts'
import { messageToJson, messageToValue } from './message-json.ts'
import { pageParts } from './page-parts.ts'
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
async function* range(result: RangeResult): AsyncGenerator<string | Uint8Array> {
  const writer = new KeyValueWriter()
  let [header, end] = ['', '']
  let isOpen = false
  for await (const page of result.pages) {
    if (header === '' && page.header !== undefined) {
      header = `"header":${messageToJson(responseHeaderType, page.header)}`
    }
    for (const piece of writer.pieces(await pageParts(page, 'json'))) {
      if (!isOpen) yield `{${header === '' ? '' : `${header},`}"kvs":[`
      isOpen = true
      yield piece
    }
    end = `${page.more ? ',"more":true' : ''}${page.count === 0n ? '' : `,"count":${page.count}`}`
  }
  if (isOpen) yield `]${end}}\n`
  else yield `{${`${header}${end}`.replace(/^,/, '')}}\n`
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
