import { jsonProblem } from '../go/json-problem.ts'
import { refusal, type V2Failure } from './failure.ts'
import type { V2Answer, V2Client, V2Request } from './http/client.ts'
import { type Json, listOf, member, objectOf, parseJson, textOf, WrongKind } from './json.ts'
import { noV2Remark, textIn } from './keys.ts'

/** A member of the cluster as the v2 API shows it. */
export interface Member {
  /** Hexadecimal, as the server writes it. */
  readonly id: string
  /** Empty until it has started. */
  readonly name: string
  readonly peerUrls: readonly string[]
  readonly clientUrls: readonly string[]
}

/** Throws a V2Failure (exit code 1) that stands alone on its line. */
export async function listMembers(
  client: V2Client,
  limits: Pick<V2Request, 'isUnbounded'> = {},
): Promise<readonly Member[]> {
  const answer = await client.send({ method: 'GET', path: '/v2/members', ...limits })
  if (answer.status !== 200) throw unexpectedStatus(answer)
  return readJson(answer, 'struct { Members []client.Member }', (json) =>
    listOf(member(json, 'members')).map(memberFrom),
  )
}

/** What the original reads a member into. */
export const goMember = 'client.Member'

export async function leaderOf(client: V2Client): Promise<Member> {
  const answer = await client.send({ method: 'GET', path: '/v2/members/leader' })
  if (answer.status !== 200) throw unexpectedStatus(answer)
  return readJson(answer, goMember, memberFrom)
}

export function memberFrom(json: Json | undefined): Member {
  return {
    id: textOf(member(json, 'id')),
    name: textOf(member(json, 'name')),
    peerUrls: listOf(member(json, 'peerURLs')).map(textOf),
    clientUrls: listOf(member(json, 'clientURLs')).map(textOf),
  }
}

export function unexpectedStatus({ status }: V2Answer): V2Failure {
  const remarks = status === 404 ? [noV2Remark] : []
  return refusal(`unexpected status code ${status}`, remarks)
}

/**
 * What `read` makes of an answer. Throws a V2Failure in Go's words (1.26) for what is no JSON, and for JSON of another kind than `goType`,
 * what the original reads it into.
 */
export function readJson<T>(answer: V2Answer, goType: string, read: (json: Json | undefined) => T): T {
  const text = textIn(answer)
  const problem = jsonProblem(text)
  if (problem !== undefined) throw refusal(problem)
  try {
    return read(objectOf(parseJson(text), goType))
  } catch (error) {
    throw error instanceof WrongKind ? refusal(error.message) : error
  }
}

/** The `message` of a refusal. */
export function messageIn(answer: V2Answer, goType: string): V2Failure {
  const message = readJson(answer, goType, (json) => textOf(member(json, 'message')))
  return refusal(message)
}
