import { AlarmType } from '../../rpc/messages.ts'
import { idText } from '../jsonl.ts'
import type { AlarmResults, MaintenanceResults } from '../results.ts'
import type { RecordsOf } from './record.ts'

const alarmNames: Readonly<Record<number, string>> = {
  [AlarmType.NONE]: 'NONE',
  [AlarmType.NOSPACE]: 'NOSPACE',
  [AlarmType.CORRUPT]: 'CORRUPT',
}

export const maintenanceRecords: RecordsOf<AlarmResults & MaintenanceResults> = {
  alarm: ({ alarms }) =>
    alarms.map(({ memberID, alarm }) => ({ member_id: idText(memberID), alarm: alarmNames[alarm] ?? String(alarm) })),
  moveLeader: ({ leaderId, targetId }) => [{ from: idText(leaderId), to: idText(targetId) }],
  downgrade: ({ step, response }) => [{ step, version: response.version }],
}
