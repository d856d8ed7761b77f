import { encodeRevisionKey } from '../../src/offline/mvcc/revision-key.ts'
import { encode } from '../../src/rpc/codec.ts'
import { keyValueType } from '../../src/rpc/fields.ts'
import { boltBytes, type Entry } from './bolt-bytes.ts'

export interface History {
  readonly seed: number
  readonly revisions: number
  readonly keys: number
  /** What is compacted, and whether the entries that this makes superfluous are gone. */
  readonly compacted?: number
  readonly isFinished?: boolean
}

interface Change {
  readonly revision: number
  readonly sub: number
  readonly key: string
  readonly isTombstone: boolean
  readonly created: number
  readonly version: number
}

/** A file as a server leaves it after many puts and deletes, some of them in one transaction. */
export function historyBytes(history: History): Buffer {
  const { compacted = 0, isFinished = true } = history
  const changes = isFinished ? compact(changesOf(history), compacted) : changesOf(history)
  const mark = encodeRevisionKey(BigInt(compacted))
  const finished: Entry[] = compacted > 0 && isFinished ? [['finishedCompactRev', mark]] : []
  const scheduled: Entry[] = compacted > 0 ? [['scheduledCompactRev', mark]] : []
  return boltBytes({ key: changes.map(entryOf), lease: [], meta: [...finished, ...scheduled] })
}

/** The user keys that exist after the last revision. */
export function keysLeft(history: History): number {
  const last = new Map(changesOf(history).map((change) => [change.key, change]))
  return [...last.values()].filter(({ isTombstone }) => !isTombstone).length
}

function changesOf({ seed, revisions, keys }: History): Change[] {
  const random = generator(seed)
  const living = new Map<string, { created: number; version: number }>()
  const changes: Change[] = []
  for (let revision = 2; revision < revisions + 2; revision++) {
    const touched = new Set(Array.from({ length: 1 + random(3) }, () => `key${random(keys)}`))
    let sub = 0
    for (const key of touched) {
      const before = living.get(key)
      const isTombstone = before !== undefined && random(3) === 0
      const { created, version } = before ?? { created: revision, version: 0 }
      changes.push({ revision, sub, key, isTombstone, created, version: version + 1 })
      if (isTombstone) living.delete(key)
      else living.set(key, { created, version: version + 1 })
      sub += 1
    }
  }
  return changes
}

/** Leaves out what is replaced at the compacted revision; a deletion at that revision itself stays. */
function compact(changes: readonly Change[], compacted: number): Change[] {
  const newest = new Map<string, Change>()
  for (const change of changes) if (change.revision <= compacted) newest.set(change.key, change)
  return changes.filter((change) => {
    if (change.revision > compacted) return true
    return newest.get(change.key) === change && (!change.isTombstone || change.revision === compacted)
  })
}

function entryOf({ revision, sub, key, isTombstone, created, version }: Change): Entry {
  const place = encodeRevisionKey(BigInt(revision), BigInt(sub))
  const name = Buffer.from(key)
  if (isTombstone) return [Buffer.concat([place, Buffer.from('t')]), encode(keyValueType, { key: name })]
  const numbers = { createRevision: BigInt(created), modRevision: BigInt(revision), version: BigInt(version) }
  return [place, encode(keyValueType, { key: name, value: Buffer.from(`value ${revision}`), ...numbers })]
}

function generator(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
