import { atLeast } from '../base/release.ts'
import { quote } from '../go/quote.ts'
import { encode } from '../rpc/codec.ts'
import {
  alarmResponseType,
  downgradeResponseType,
  memberAddResponseType,
  memberPromoteResponseType,
  memberRemoveResponseType,
  memberUpdateResponseType,
  moveLeaderResponseType,
} from '../rpc/fields.ts'
import {
  type AlarmMember,
  AlarmType,
  type Member,
  type MemberAddResponse,
  type ResponseHeader,
} from '../rpc/messages.ts'
import type { MessageType } from '../rpc/schema.ts'
import { field, header, idText } from './field-lines.ts'
import { hexMembers, type MembersResponse } from './hex-members.ts'
import { messageToJson } from './message-json.ts'
import type { MaintenanceResults, MemberAdded, RendererOf, RenderOptions } from './results.ts'

export const maintenanceSimple: RendererOf<MaintenanceResults> = {
  memberAdd: (added, options) => [addedLine(added.response, options), startVariables(added)],
  memberRemove: ({ id, response }) => [changeLine(id, 'removed from', response.header)],
  memberUpdate: ({ id, response }) => [changeLine(id, 'updated in', response.header)],
  memberPromote: ({ id, response }) => [changeLine(id, 'promoted in', response.header)],
  alarm: ({ alarms }, options) => alarms.map((alarm) => alarmLine(alarm, options)),
  moveLeader: ({ leaderId, targetId }) => [
    `Leadership transferred from ${leaderId.toString(16)} to ${targetId.toString(16)}\n`,
  ],
  downgrade: ({ step, response }) => [`Downgrade ${step} success, cluster version ${response.version}\n`],
}

export const maintenanceJson: RendererOf<MaintenanceResults> = {
  memberAdd: ({ response }, options) => membersJson(memberAddResponseType, response, options),
  memberRemove: ({ response }, options) => membersJson(memberRemoveResponseType, response, options),
  memberUpdate: ({ response }, options) => membersJson(memberUpdateResponseType, response, options),
  memberPromote: ({ response }, options) => membersJson(memberPromoteResponseType, response, options),
  alarm: (response) => [`${messageToJson(alarmResponseType, response)}\n`],
  moveLeader: ({ response }) => [`${messageToJson(moveLeaderResponseType, response)}\n`],
  downgrade: ({ response }) => [`${messageToJson(downgradeResponseType, response)}\n`],
}

export const maintenanceFields: RendererOf<MaintenanceResults> = {
  memberAdd: undefined,
  memberRemove: undefined,
  memberUpdate: undefined,
  memberPromote: undefined,
  alarm: (response, options) => [
    header(response.header, options),
    ...response.alarms.map((alarm) => alarmFields(alarm, options)),
  ],
  moveLeader: undefined,
  downgrade: undefined,
}

export const maintenanceProtobuf: RendererOf<MaintenanceResults> = {
  memberAdd: ({ response }) => [encode(memberAddResponseType, response)],
  memberRemove: ({ response }) => [encode(memberRemoveResponseType, response)],
  memberUpdate: ({ response }) => [encode(memberUpdateResponseType, response)],
  memberPromote: ({ response }) => [encode(memberPromoteResponseType, response)],
  alarm: (response) => [encode(alarmResponseType, response)],
  moveLeader: ({ response }) => [encode(moveLeaderResponseType, response)],
  downgrade: ({ response }) => [encode(downgradeResponseType, response)],
}

export const maintenanceTable: RendererOf<MaintenanceResults> = {
  memberAdd: undefined,
  memberRemove: undefined,
  memberUpdate: undefined,
  memberPromote: undefined,
  alarm: undefined,
  moveLeader: undefined,
  downgrade: undefined,
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

const alarmNames: Readonly<Record<number, string>> = {
  [AlarmType.NONE]: 'NONE',
  [AlarmType.NOSPACE]: 'NOSPACE',
  [AlarmType.CORRUPT]: 'CORRUPT',
}

function alarmName(alarm: number): string {
  return alarmNames[alarm] ?? String(alarm)
}

/** A message in protobuf's text form: zero fields are left out, and up to 3.6 a space comes last. */
function alarmLine({ memberID, alarm }: AlarmMember, { profile }: RenderOptions): string {
  const parts: string[] = []
  if (memberID !== 0n) parts.push(`memberID:${memberID}`)
  if (alarm !== AlarmType.NONE) parts.push(`alarm:${alarmName(alarm)}`)
  if (atLeast(profile, '3.7')) return `${parts.join(' ')}\n`
  return `${parts.map((part) => `${part} `).join('')}\n`
}

function alarmFields({ memberID, alarm }: AlarmMember, options: RenderOptions): string {
  return `${field('MemberID', idText(memberID, options))}${field('AlarmType', alarmName(alarm))}\n`
}

/** Only 3.7 writes the ids of changes in hexadecimal. */
function membersJson<R extends MembersResponse>(type: MessageType<R>, response: R, options: RenderOptions): string[] {
  const isHex = options.hex && atLeast(options.profile, '3.7')
  return [`${isHex ? hexMembers(response) : messageToJson(type, response)}\n`]
}
