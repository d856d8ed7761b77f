import { atLeast } from '../base/release.ts'
import { hashKvTable, memberTable, statusTable } from './columns.ts'
import type { Chunk, EndpointHealth, Renderer, RenderOptions } from './results.ts'

type Kinds = 'memberList' | 'endpointHealth' | 'endpointStatus' | 'endpointHashKv'

/** A line for each member or endpoint. */
export const simpleEndpoints: Pick<Renderer, Kinds> = {
  memberList: (response) => lines(memberTable(response).rows),
  endpointHealth: (health, options) => health.map((each) => healthLine(each, options)),
  endpointStatus: (statuses, options) => lines(statusTable(statuses, options.profile).rows),
  endpointHashKv: (hashes, options) => lines(hashKvTable(hashes, options.profile).rows),
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
