import { refusal, type V2Failure } from './failure.ts'
import type { V2Answer, V2Client, V2Request } from './http/client.ts'
import { type Json, listOf, member, parseJson, textOf } from './json.ts'
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
  return listOf(member(readJson(answer), 'members')).map(memberFrom)
}

export async function leaderOf(client: V2Client): Promise<Member> {
  const answer = await client.send({ method: 'GET', path: '/v2/members/leader' })
  if (answer.status !== 200) throw unexpectedStatus(answer)
  return memberFrom(readJson(answer))
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

/** Go's words for what is no JSON, as far as servers give cause for them. */
export function readJson(answer: V2Answer): Json {
  const text = textIn(answer)
  try {
    return parseJson(text)
  } catch {
    throw refusal(jsonProblem(text))
  }
}

function jsonProblem(text: string): string {
  const trimmed = text.trimStart()
  if (trimmed === '') return 'unexpected end of JSON input'
  const number = /^-?\d+(?:\.\d+)?\s*(\S)/.exec(trimmed)
  if (number !== null) return `invalid character '${number[1]}' after top-level value`
  const [first = ''] = trimmed
  if (/[{["\dtfn-]/.test(first)) return 'unexpected end of JSON input'
  return `invalid character '${first}' looking for beginning of value`
}

/** The `message` of a refusal. */
export function messageIn(answer: V2Answer): V2Failure {
  const message = textOf(member(readJson(answer), 'message'))
  return refusal(message)
}
