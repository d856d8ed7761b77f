import { CliError } from '../../base/errors.ts'
import type { EtcdClient } from '../client.ts'

const probeMs = 100

/** Lines that say what kept a lease from being renewed, endpoint by endpoint; none when a server answers by now. */
export async function silenceRemarks(client: EtcdClient, leaseId: bigint): Promise<readonly string[]> {
  try {
    await client.lease.leaseTimeToLive({ ID: leaseId }, { deadlineMs: Date.now() + probeMs })
    return []
  } catch (error) {
    if (error instanceof CliError) return error.remarks
    throw error
  }
}
