import { atLeast } from '../cli/profile.ts'
import type { KeyValue } from '../rpc/messages.ts'
import { authSimple } from './auth.ts'
import { hashKvTable, memberTable, statusTable } from './columns.ts'
import { leaseSimple } from './lease.ts'
import { maintenanceSimple } from './maintenance.ts'
import { hexLine, pairLines } from './pair-lines.ts'
import { linePieces, textPieces } from './pieces.ts'
import type { Chunk, EndpointHealth, RangeResult, Renderer, RenderOptions } from './results.ts'
import { txnSimple } from './transaction.ts'
import { watchSimple } from './watch.ts'

/** The format for people: keys and values as raw bytes, a line each. */
export const simple: Renderer = {
  ...txnSimple,
  ...watchSimple,
  ...leaseSimple,
  ...maintenanceSimple,
  ...authSimple,
  get: range,
  put: (response, options) => ['OK\n', ...pairs(response.prevKv === undefined ? [] : [response.prevKv], options)],
  del: (response, options) => [`${response.deleted}\n`, ...pairs(response.prevKvs, options)],
  memberList: (response) => lines(memberTable(response).rows),
  endpointHealth: (health, options) => health.map((each) => healthLine(each, options)),
  endpointStatus: (statuses, options) => lines(statusTable(statuses, options.profile).rows),
  endpointHashKv: (hashes, options) => lines(hashKvTable(hashes, options.profile).rows),
}

async function* range(result: RangeResult, options: RenderOptions): AsyncGenerator<Chunk> {
  const linesOf = (kv: KeyValue) => (result.isValueOnly ? [kv.value] : [kv.key, kv.value])
  const hexText = (kv: KeyValue) => linesOf(kv).map(hexLine).join('')
  for await (const { kvs } of result.pages) yield* options.hex ? textPieces(kvs, hexText) : linePieces(kvs, linesOf)
}

function* pairs(kvs: readonly KeyValue[], options: RenderOptions): Generator<Chunk> {
  for (const kv of kvs) yield* pairLines(kv, options)
}

function lines(rows: readonly (readonly string[])[]): string[] {
  return rows.map((row) => `${row.join(', ')}\n`)
}

function healthLine(health: EndpointHealth, options: RenderOptions): Chunk {
  if (!health.isHealthy || health.error !== '') {
    return { remark: `${health.endpoint} is unhealthy: failed to commit proposal: ${health.error}` }
  }
  const line = `${health.endpoint} is healthy: successfully committed proposal: took = ${health.took}`
  return atLeast(options.profile, '3.5') ? `${line}\n` : { remark: line }
}
