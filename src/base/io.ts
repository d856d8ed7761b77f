import type { Readable } from 'node:stream'

/** A stream to write to. `write` resolves when the reader keeps up, and rejects when the reader is gone (EPIPE). */
export interface Sink {
  readonly isTerminal: boolean
  write(chunk: Uint8Array | string): Promise<void>
  /** Writes to a terminal synchronously, for work that blocks everything else. Only a terminal has it. */
  writeNow?(chunk: string): void
}

/**
 * A stream as commands see it. What they `write` may hold other people's text: a terminal shows escaped what would steer it, anything
 * else gets the bytes as they are.
 */
export interface Output extends Sink {
  /** True for a terminal whose text is escaped: an escape takes more columns than the character it replaces. */
  readonly isEscaping: boolean
  /** True for a terminal that should get colours. */
  readonly hasColour: boolean
  /** True for a terminal that supports no control sequences. */
  readonly isDumb: boolean
  /** Writes control sequences of our own, as they are. */
  draw(chunk: string): Promise<void>
}

/** Everything a run sees of the process. `bin/` hands in the real one, tests their own. */
export interface Io {
  /** Arguments after the program's name; bytes that are not UTF-8 are lone surrogates (see arguments.ts). */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdin: Readable
  readonly stdout: Output
  readonly stderr: Output
  /**
   * The next line of standard input without its end; typed without echo on a terminal. Empty at the end of input.
   * `whenHidden` is called once nothing typed is shown any more, and may write a prompt.
   */
  readSecretLine(whenHidden?: () => Promise<void>): Promise<string>
  /**
   * Aborts at the first SIGINT, SIGTERM or SIGHUP; none of them ends the process by itself from now on, however often it
   * comes, and what `nohup` ignores stays ignored. The reason is the signal's name.
   */
  interrupts(): AbortSignal
  /** Processor time that this process has taken so far, in milliseconds. */
  cpuMs(): number
  /**
   * Runs a program with this process's own output, and no input unless `input` says so; rejects when it cannot be started. It gets a
   * SIGTERM when `ending` comes.
   */
  spawn(
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    ending?: AbortSignal,
    input?: 'inherit',
  ): Promise<ChildExit>
}

/** The process with its streams as they are. */
export interface ProcessIo extends Omit<Io, 'stdout' | 'stderr'> {
  readonly stdout: Sink
  readonly stderr: Sink
}

/** How a child process ended: by its exit code or by a signal. */
export interface ChildExit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}
