import type { Release } from '../base/release.ts'
import type { Member, MemberListResponse, ResponseHeader } from '../rpc/messages.ts'
import { type JsonValue, toJson } from './json-writer.ts'

/** `member list -w json --hex`: ids as hexadecimal strings, in the layout that each release gives it (3.5, 3.6, 3.7). */
export function hexMemberList(response: MemberListResponse, release: Release): string {
  return release === '3.7' ? hexMembers(response) : toJson(plainList(response, release))
}

/** What the responses of all member commands have; only `add` names a `member`. */
export interface MembersResponse {
  readonly header?: ResponseHeader | undefined
  readonly member?: Member | undefined
  readonly members: readonly Member[]
}

/** Any member command's response with `-w json --hex`: ids as hexadecimal strings, in the layout of 3.7. */
export function hexMembers({ header, member, members }: MembersResponse): string {
  return toJson({
    header: {
      cluster_id: hex(header?.clusterId ?? 0n),
      member_id: hex(header?.memberId ?? 0n),
      revision: orAbsent(header?.revision),
      raft_term: orAbsent(header?.raftTerm),
    },
    member: member === undefined ? undefined : modernMember(member),
    members: members.map(modernMember),
  })
}

/** 3.5 spells `clientURLS`; both write all keys, an empty list as null, and never `isLearner`. */
function plainList(response: MemberListResponse, release: Release): JsonValue {
  const clientKey = release === '3.5' ? 'clientURLS' : 'clientURLs'
  const members = response.members.map((member) => ({
    ID: hex(member.ID),
    name: member.name,
    peerURLs: orNull(member.peerURLs),
    [clientKey]: orNull(member.clientURLs),
  }))
  return {
    header: {
      cluster_id: hex(response.header?.clusterId ?? 0n),
      member_id: hex(response.header?.memberId ?? 0n),
      raft_term: response.header?.raftTerm ?? 0n,
    },
    members: members.length === 0 ? undefined : members,
  }
}

function modernMember(member: Member): JsonValue {
  return {
    ID: hex(member.ID),
    name: member.name === '' ? undefined : member.name,
    peerURLs: member.peerURLs.length === 0 ? undefined : member.peerURLs,
    clientURLs: member.clientURLs.length === 0 ? undefined : member.clientURLs,
    isLearner: member.isLearner ? true : undefined,
  }
}

function hex(id: bigint): string {
  return id.toString(16)
}

function orNull(urls: readonly string[]): JsonValue {
  return urls.length === 0 ? null : urls
}

function orAbsent(value: bigint | undefined): bigint | undefined {
  return value === 0n ? undefined : value
}
