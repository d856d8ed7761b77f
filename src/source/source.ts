import type { KeyRange } from '../base/ranges.ts'
import type { KeyValue } from '../rpc/messages.ts'

/**
 * All keys of one store as they were at one revision, wherever they lie: in a running cluster, a file, or a data directory. Every call
 * sees the same state. Whoever opens it closes it. What a server or a file refuses is thrown as a CliError.
 */
export interface Source {
  /** The address as the user gave it: `live`, `@-3`, `backup.db@7`. */
  readonly name: string
  /** The revision that is read; undefined where nothing tells it, as in a list of key-values. */
  revision(): Promise<bigint | undefined>
  /** The key-values of a range in byte order of the keys. A batch, and what is made of it, holds until the next one is asked for. */
  range(range: KeyRange, options?: ReadOptions): AsyncIterable<Batch>
  /** The first key of the range, undefined when it holds none. Costs little, however many keys there are. */
  firstKey(range: KeyRange): Promise<Uint8Array | undefined>
  /** How many keys the range has. */
  count(range: KeyRange): Promise<bigint>
  /**
   * What happened to the keys of the range up to `revision()`: the newest revision first, and the last change of each revision first. Ends
   * above the compacted revision, of which deletions are gone. Throws a CliError where nothing tells history.
   */
  history(range: KeyRange, options?: HistoryOptions): AsyncIterable<Change>
  /** Visits what a compaction would free: superseded revisions and deletions, each with its bytes. Absent where it cannot be seen. */
  visitGarbage?(range: KeyRange, each: (key: Uint8Array, bytes: number) => void): Promise<void>
  close(): Promise<void>
}

/** Key-values, which may be read once. Those that lie packed in the bytes of an answer are `PackedPairs`. */
export type Batch = Iterable<KeyValue>

export interface ReadOptions {
  /** Values are left empty; it costs less where they need not be read. */
  readonly keysOnly?: boolean
  /** At most so many keys, from the first one on; 0 for all. */
  readonly limit?: bigint
}

export interface HistoryOptions {
  /** The oldest revision that is wanted; 0 for all that are left. */
  readonly since?: bigint
  /** Tell what was there before, where the source knows it at once. */
  readonly withPrevious?: boolean
}

/** A change of one key. */
export interface Change {
  readonly revision: bigint
  readonly kind: 'put' | 'delete'
  /** What was put; of a key that was deleted only its name and the revision. The bytes are the caller's to keep. */
  readonly kv: KeyValue
  /** What the key was before; undefined for a new key, and where it is not known. */
  readonly previous?: KeyValue | undefined
}

export interface OpenOptions {
  /** Reads a database although a server may be writing it: what is read may be torn. */
  readonly isDirty?: boolean
}
