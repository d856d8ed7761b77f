import type { Release } from '../../base/release.ts'
import {
  raftConfChangeType,
  raftConfStateType,
  raftSnapshotMetadataType,
  raftSnapshotType,
  walSnapshotType,
} from '../../rpc/fields.ts'
import type { RaftConfChange, RaftSnapshot, WalSnapshot } from '../../rpc/messages.ts'
import type { Field, MessageType } from '../../rpc/schema.ts'

/** The messages of the log in the form that a release writes them; every release reads both forms. */
export interface RaftTypes {
  readonly confChange: MessageType<RaftConfChange>
  readonly snapshot: MessageType<RaftSnapshot>
  readonly walSnapshot: MessageType<WalSnapshot>
}

/** Up to 3.6 each number is written, also when it is zero; 3.7 leaves out two that a restore does not set. */
export function raftTypes(release: Release): RaftTypes {
  if (release !== '3.7') {
    return { confChange: raftConfChangeType, snapshot: raftSnapshotType, walSnapshot: walSnapshotType }
  }
  const confState = leavingOutZero(raftConfStateType, 'autoLeave')
  const metadata = nesting(raftSnapshotMetadataType, 'confState', confState)
  return {
    confChange: leavingOutZero(raftConfChangeType, 'id'),
    snapshot: nesting(raftSnapshotType, 'metadata', metadata),
    walSnapshot: nesting(walSnapshotType, 'confState', confState),
  }
}

function leavingOutZero<T extends object>(type: MessageType<T>, name: string): MessageType<T> {
  const fields = type.fields.map((field) => (field.name === name ? withoutPresence(field) : field))
  return { name: type.name, fields }
}

function withoutPresence({ presence: _, ...field }: Field): Field {
  return field
}

function nesting<T extends object>(type: MessageType<T>, name: string, message: MessageType): MessageType<T> {
  const fields = type.fields.map((field) => {
    return field.name === name && field.type === 'message' ? { ...field, message: () => message } : field
  })
  return { name: type.name, fields }
}
