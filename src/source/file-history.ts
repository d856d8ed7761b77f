import { isInRange, type KeyRange } from '../base/ranges.ts'
import { BoltError } from '../offline/bbolt/bolt-error.ts'
import type { RevisionEntry, RevisionWalk } from '../offline/keys/revision-walk.ts'
import { decodeKeyValue } from '../rpc/key-value/key-value-scan.ts'
import type { KeyValue } from '../rpc/messages.ts'
import type { Change } from './source.ts'

/** So many bytes of changes are read at once, then the walk begins anew where it was. */
const atOnce = 4 << 20
const changeBytes = 200
const nothing = new Uint8Array(0)

interface HistoryRange {
  readonly range: KeyRange
  readonly until: number
  readonly since: number
}

/** The changes of a range in a database, the newest first. */
export function* fileHistory(walk: RevisionWalk, { range, until, since }: HistoryRange): Generator<Change, void> {
  let from = until
  while (from >= since) {
    const changes: Change[] = []
    let reached = since - 1
    let size = 0
    walk.walk({
      until: from,
      isReverse: true,
      each: (entry) => {
        if (entry.revision < since) return false
        const key = entry.bytes.slice(entry.keyStart, entry.keyEnd)
        // a revision is not cut in two
        if (size >= atOnce && entry.revision < Number(changes.at(-1)?.revision)) {
          reached = entry.revision
          return false
        }
        if (!isInRange(range, key)) return true
        size += changeBytes + entry.messageLength
        changes.push(changeOf(walk, entry, key))
        return true
      },
    })
    yield* changes
    from = reached
  }
}

function changeOf(walk: RevisionWalk, entry: RevisionEntry, key: Uint8Array): Change {
  const revision = BigInt(entry.revision)
  if (entry.isTombstone) {
    const kv: KeyValue = { key, value: nothing, createRevision: 0n, modRevision: revision, version: 0n, lease: 0n }
    return { revision, kind: 'delete', kv }
  }
  const kv = decodeKeyValue(walk.messages.read(entry.messageAt, entry.messageLength).slice())
  if (typeof kv === 'string') throw new BoltError(`revision ${revision} holds no key-value: ${kv}`)
  return { revision, kind: 'put', kv }
}
