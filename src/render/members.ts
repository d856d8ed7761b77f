import { atLeast } from '../base/release.ts'
import { quote } from '../go/quote.ts'
import { encode } from '../rpc/codec.ts'
import {
  memberAddResponseType,
  memberListResponseType,
  memberPromoteResponseType,
  memberRemoveResponseType,
  memberUpdateResponseType,
} from '../rpc/fields.ts'
import type { Member, MemberAddResponse, MemberListResponse, ResponseHeader } from '../rpc/messages.ts'
import type { MessageType } from '../rpc/schema.ts'
import { rowLines } from './columns.ts'
import { field, header, idText } from './field-lines.ts'
import { hexMemberList, hexMembers, type MembersResponse } from './hex-members.ts'
import { messageLine } from './message-json.ts'
import type {
  Columns,
  MemberAdded,
  MemberChange,
  MemberResults,
  Rendering,
  Renderings,
  RenderOptions,
} from './results.ts'

export const members: Renderings<MemberResults> = {
  memberList: {
    simple: (response) => rowLines(memberColumns(response)),
    json: (response, options) => {
      const isHex = options.hex && atLeast(options.profile, '3.5')
      if (isHex) return [`${hexMemberList(response, options.profile.release)}\n`]
      return messageLine(memberListResponseType, response)
    },
    fields: (response, options) => [
      header(response.header, options),
      ...response.members.map((member) => memberFields(member, options)),
    ],
    protobuf: (response) => [encode(memberListResponseType, response)],
    table: memberColumns,
  },
  memberAdd: {
    simple: (added, options) => [addedLine(added.response, options), startVariables(added)],
    json: ({ response }, options) => changeJson(memberAddResponseType, response, options),
    fields: undefined,
    protobuf: ({ response }) => [encode(memberAddResponseType, response)],
    table: undefined,
  },
  memberRemove: memberChange('removed from', memberRemoveResponseType),
  memberUpdate: memberChange('updated in', memberUpdateResponseType),
  memberPromote: memberChange('promoted in', memberPromoteResponseType),
}

function memberChange<R extends MembersResponse>(change: string, type: MessageType<R>): Rendering<MemberChange<R>> {
  return {
    simple: ({ id, response }) => [changeLine(id, change, response.header)],
    json: ({ response }, options) => changeJson(type, response, options),
    fields: undefined,
    protobuf: ({ response }) => [encode(type, response)],
    table: undefined,
  }
}

function memberColumns(response: MemberListResponse): Columns {
  return {
    header: ['ID', 'Status', 'Name', 'Peer Addrs', 'Client Addrs', 'Is Learner'],
    rows: response.members.map((member) => [
      member.ID.toString(16),
      member.name === '' ? 'unstarted' : 'started',
      member.name,
      member.peerURLs.join(','),
      member.clientURLs.join(','),
      String(member.isLearner),
    ]),
  }
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

function addedLine({ member, header }: MemberAddResponse, { profile }: RenderOptions): string {
  const isLearner = member?.isLearner === true && atLeast(profile, '3.6')
  return changeLine(member?.ID ?? 0n, isLearner ? 'added as learner to' : 'added to', header)
}

/** Ids are padded with spaces, not with zeros, as in the original. */
function changeLine(id: bigint, change: string, header: ResponseHeader | undefined): string {
  return `Member ${paddedId(id)} ${change} cluster ${paddedId(header?.clusterId ?? 0n)}\n`
}

function paddedId(id: bigint): string {
  return id.toString(16).padStart(16)
}

/** What the new member must find in its environment at its first start. */
function startVariables({ name, peerUrls, response }: MemberAdded): string {
  const nameOf = (member: Member) => (member.ID === response.member?.ID ? name : member.name)
  const initialCluster = response.members
    .flatMap((member) => member.peerURLs.map((url) => `${nameOf(member)}=${url}`))
    .join(',')
  return [
    '',
    `ETCD_NAME=${quote(name)}`,
    `ETCD_INITIAL_CLUSTER=${quote(initialCluster)}`,
    `ETCD_INITIAL_ADVERTISE_PEER_URLS=${quote(peerUrls)}`,
    'ETCD_INITIAL_CLUSTER_STATE="existing"\n',
  ].join('\n')
}

/** Only 3.7 writes the ids of changes in hexadecimal. */
function changeJson<R extends MembersResponse>(type: MessageType<R>, response: R, options: RenderOptions): string[] {
  const isHex = options.hex && atLeast(options.profile, '3.7')
  return isHex ? [`${hexMembers(response)}\n`] : messageLine(type, response)
}
