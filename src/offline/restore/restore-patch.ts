import { CliError } from '../../base/errors.ts'
import type { Release } from '../../base/release.ts'
import { changedEntries } from '../bbolt/changed-entries.ts'
import type { BoltEntry, BoltPatch } from '../bbolt/patch.ts'
import type { BoltReader } from '../bbolt/reader.ts'
import { compareBytes, encodeU64be, utf8 } from '../bytes.ts'
import { type ClusterMember, idText, memberJson, type NewCluster } from '../membership.ts'
import { encodeRevisionKey, parseRevisionKey } from '../mvcc/revision-key.ts'

const restoredTerm = 1n
const highestRevision = 2n ** 63n - 1n

/** The last revision of a snapshot before and after it was raised; everything up to the new one counts as compacted. */
export interface RaisedRevision {
  readonly latest: bigint
  readonly raised: bigint
}

export interface RestorePatchOptions {
  readonly reader: BoltReader
  readonly cluster: NewCluster
  readonly release: Release
  readonly raise: RaisedRevision | undefined
}

/** What a restore changes in the database: the new cluster in place of the old one, and where its log begins. */
export function restorePatch({ reader, cluster, release, raise }: RestorePatchOptions): BoltPatch {
  const meta = new Map([['consistent_index', encodeU64be(BigInt(cluster.members.length))]])
  if (release !== '3.4') meta.set('term', encodeU64be(restoredTerm))
  if (raise !== undefined) meta.set('scheduledCompactRev', encodeRevisionKey(raise.raised))
  const replaced = new Map<string, readonly BoltEntry[]>([['meta', changedEntries(reader, 'meta', meta)]])
  // 3.4 leaves the old cluster's members: its servers take theirs from the log
  if (release !== '3.4') {
    replaced.set('members', memberEntries(cluster.members))
    replaced.set('members_removed', [])
    if (reader.bucket('cluster') === undefined) replaced.set('cluster', [])
  }
  if (raise === undefined) return { replaced }
  const entry = { key: encodeRevisionKey(raise.raised), value: new Uint8Array() }
  return { replaced, appended: { bucket: 'key', entry } }
}

/** Throws a CliError when the result is no revision. */
export function raisedRevision(reader: BoltReader, bump: bigint): RaisedRevision {
  const latest = lastRevision(reader)
  if (latest === undefined) throw new CliError('the last key of the bucket "key" is no revision')
  if (latest + bump > highestRevision) throw new CliError(`revision ${latest} cannot be raised by ${bump}`)
  return { latest, raised: latest + bump }
}

/** 0 when there is none; undefined when the last key is no revision. */
export function lastRevision(reader: BoltReader): bigint | undefined {
  const last = reader.bucket('key')?.last()
  return last === undefined ? 0n : parseRevisionKey(last.key)?.main
}

/** The bucket `members` with these members in it. */
export function memberEntries(members: readonly ClusterMember[]): BoltEntry[] {
  const entries = members.map((member) => ({ key: utf8(idText(member.id)), value: utf8(memberJson(member)) }))
  return entries.sort((a, b) => compareBytes(a.key, b.key))
}
