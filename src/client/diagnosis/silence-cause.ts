import type { StatusResponse } from '../../rpc/messages.ts'
import { type CallLimit, isShort, limitText, moreTime } from '../call-limit.ts'
import { RpcError } from '../grpc/rpc-error.ts'

/** A call that was sent and got no answer in time. */
export interface UnansweredCall {
  /** The endpoint as the user gave it. */
  readonly endpoint: string
  /** The full name of the method, `/etcdserverpb.KV/Range`. */
  readonly path: string
  readonly limit: CallLimit
  /** Asks the member about itself; rejects when that has no answer either. */
  readonly askStatus: () => Promise<Pick<StatusResponse, 'leader'>>
}

/** What a cluster without a quorum still does. */
export const leaderlessAdvice =
  'Without a leader only etcdctl get --consistency=s, endpoint status and snapshot save still work, with one endpoint'

/** One line: what was waited for and for how long, and what the member says about itself. Never rejects. */
export async function silenceCause({ endpoint, path, limit, askStatus }: UnansweredCall): Promise<string> {
  const waited = `${endpoint}: etcd: no answer to ${callName(path)} within ${limitText(limit)}`
  const leader = await askStatus().then(
    (status) => status.leader,
    (error: unknown) => (isAnswer(error) ? 'answers' : 'silent'),
  )
  if (leader === 'silent') {
    const advice = isShort(limit) ? moreTime(limit) : 'is the member frozen or overloaded?'
    return `${waited}, nor to a question about its status; ${advice}`
  }
  if (leader === 0n) return `${waited}: the member has no leader; does the cluster have a quorum? ${leaderlessAdvice}`
  const state = leader === 'answers' ? 'the member answers' : 'the member answers and knows a leader'
  return `${waited}: ${state}, so it takes longer; ${moreTime(limit)}`
}

/** A lost connection is no silence. */
function isAnswer(error: unknown): boolean {
  if (!(error instanceof RpcError)) return false
  return error.etcdWords !== undefined || (error.code !== 'DeadlineExceeded' && error.code !== 'Unavailable')
}

/** `Range` of `/etcdserverpb.KV/Range`. */
export function callName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
