export interface BoltWriterOptions {
  /** 4096 by default. */
  readonly pageSize?: number
}

/**
 * Writes a database front to back. Buckets come in byte order of their names and entries in key order: anything else
 * throws an Error. Bytes that are handed in are used before the call returns.
 */
export interface BoltWriter {
  /** Begins a bucket; all entries that follow are its own. */
  bucket(name: string | Uint8Array, sequence?: bigint): void
  put(key: Uint8Array, value: Uint8Array): void
  /** Writes what is left and the meta pages, flushes, closes; returns the file's length. */
  finish(): number
  /** Closes the file after a failure; nothing happens after `finish`. */
  abort(): void
}

/** Makes a new file (mode 0600); throws what the file system throws, also when it exists. Renaming is the caller's job. */
export function createBolt(_path: string, _options: BoltWriterOptions = {}): BoltWriter {
  throw new Error('not yet')
}
