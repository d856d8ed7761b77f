import type { Member, ResponseHeader } from '../../rpc/messages.ts'
import { idText, type JsonRecord } from '../jsonl.ts'
import type { MemberChange, MemberResults } from '../results.ts'
import type { RecordsOf } from './record.ts'

export const memberRecords: RecordsOf<MemberResults> = {
  memberList: ({ header, members }) => members.map((member) => memberRecord(member, header)),
  memberAdd: ({ name, response }) => {
    const { header, member } = response
    return member === undefined ? [] : [{ ...memberRecord(member, header), name, started: false }]
  },
  memberRemove: (change) => changeRecords('removed', change),
  memberUpdate: (change) => changeRecords('updated', change),
  memberPromote: (change) => changeRecords('promoted', change),
}

function memberRecord({ ID, name, peerURLs, clientURLs, isLearner }: Member, header?: ResponseHeader): JsonRecord {
  return {
    id: idText(ID),
    name,
    started: name !== '',
    peer_urls: peerURLs,
    client_urls: clientURLs,
    is_learner: isLearner,
    cluster_id: idText(header?.clusterId ?? 0n),
  }
}

function changeRecords(
  change: string,
  { id, response }: MemberChange<{ readonly header?: ResponseHeader | undefined }>,
): JsonRecord[] {
  return [{ id: idText(id), change, cluster_id: idText(response.header?.clusterId ?? 0n) }]
}
