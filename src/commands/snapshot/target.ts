/** Where a snapshot is written to. */
export interface Target {
  /** The file that is written until it has its name; undefined when the bytes go straight to their target. */
  readonly part: string | undefined
  /** Takes the content. CliErrors of the source pass. */
  write(content: AsyncIterable<Uint8Array>): Promise<void>
  /** Brings what was written to the disk. Throws a CliError. */
  flush(): Promise<void>
  /** What was written is whole: gives it its name. Throws a CliError. */
  commit(): Promise<void>
  /** Removes what can be removed of a snapshot that is not whole. */
  discard(): Promise<void>
}
