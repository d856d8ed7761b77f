import { atLeast } from '../base/release.ts'
import { encode } from '../rpc/codec.ts'
import { alarmResponseType } from '../rpc/fields.ts'
import { type AlarmMember, AlarmType } from '../rpc/messages.ts'
import { field, header, idText } from './field-lines.ts'
import { messageLine } from './message-json.ts'
import type { AlarmResults, Renderings, RenderOptions } from './results.ts'

export const alarms: Renderings<AlarmResults> = {
  alarm: {
    simple: (response, options) => response.alarms.map((alarm) => alarmLine(alarm, options)),
    json: (response) => messageLine(alarmResponseType, response),
    fields: (response, options) => [
      header(response.header, options),
      ...response.alarms.map((alarm) => alarmFields(alarm, options)),
    ],
    protobuf: (response) => [encode(alarmResponseType, response)],
    table: undefined,
  },
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
